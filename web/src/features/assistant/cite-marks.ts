import type { ExtraProps } from 'react-markdown';

type Element = NonNullable<ExtraProps['node']>;
type ElementContent = Element['children'][number];

/** Turns `[1]` in running text into a `cite` element, as far as there are sources; code and links stay as they are. */
export function citeMarks(count: number) {
  return () => (tree: { children: { type: string }[] }) => {
    for (const child of tree.children) if (isElement(child)) markIn(child, count);
  };
}

const isElement = (node: { type: string }): node is Element => node.type === 'element';

const untouched = new Set(['code', 'pre', 'a', 'cite']);

function markIn(element: Element, count: number): void {
  if (untouched.has(element.tagName)) return;
  element.children = element.children.flatMap((child) => {
    if (child.type === 'element') markIn(child, count);
    return child.type === 'text' ? markedText(child.value, count) : [child];
  });
}

function markedText(text: string, count: number): ElementContent[] {
  return text.split(/(\[\d{1,3}\])/).flatMap((piece): ElementContent[] => {
    const number = Number(/^\[(\d{1,3})\]$/.exec(piece)?.[1] ?? 0);
    if (number < 1 || number > count) return piece === '' ? [] : [{ type: 'text', value: piece }];
    const children = [{ type: 'text' as const, value: String(number) }];
    return [{ type: 'element', tagName: 'cite', properties: {}, children }];
  });
}
