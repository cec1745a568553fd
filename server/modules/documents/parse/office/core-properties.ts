import { findAll, parseXml } from './xml.ts';

/** The title an office document gives itself; what its program put there for want of one is none. */
export function readTitle(files: Map<string, Uint8Array>): string | null {
  const bytes = files.get('docProps/core.xml');
  if (!bytes) return null;
  const [title] = findAll(parseXml(bytes), 'title');
  const text =
    title?.children
      .map((child) => child.text)
      .join('')
      .trim() ?? '';
  return text === '' || /^(?:powerpoint|word|microsoft|untitled|presentation|document\d*$)/i.test(text) ? null : text;
}
