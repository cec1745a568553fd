/** A stretch of a line: plain, code, an address, or a name that was mentioned. */
export type Inline =
  | { type: 'text'; text: string }
  | { type: 'code'; text: string }
  | { type: 'link'; text: string; href: string }
  | { type: 'mention'; text: string; username: string };

/** A message's text in order: paragraphs of inline stretches, and code blocks. */
export type Block = { type: 'paragraph'; inlines: Inline[] } | { type: 'code'; language: string; text: string };

const fence = /```(?:([\w+#.-]*)[ \t]*\r?\n)?([\s\S]*?)```/g;
const inline =
  /`([^`\n]+)`|\bhttps?:\/\/[^\s<>"`]+|(?<![\p{L}\p{N}_@/])@([\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?)/gu;

const closers: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** Cuts what ends the sentence rather than the address; a bracket stays where its partner is inside. */
function trimAddress(address: string): string {
  let end = address.length;
  while (end > 0) {
    const last = address[end - 1] ?? '';
    const opener = closers[last];
    const inside = address.slice(0, end);
    const unbalanced = opener !== undefined && inside.split(opener).length < inside.split(last).length;
    if (!/[.,;:!?'"»“”’…*_]/.test(last) && !unbalanced) break;
    end -= 1;
  }
  return address.slice(0, end);
}

const isWebAddress = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/** Finds code, web addresses and mentions in one paragraph. Everything else stays text. */
export function parseInline(text: string): Inline[] {
  const found: Inline[] = [];
  let position = 0;
  const plain = (end: number) => {
    if (end > position) found.push({ type: 'text', text: text.slice(position, end) });
  };
  for (const match of text.matchAll(inline)) {
    const [whole, code, username] = match;
    if (match.index < position) continue;
    if (code !== undefined) {
      plain(match.index);
      found.push({ type: 'code', text: code });
      position = match.index + whole.length;
    } else if (username !== undefined) {
      plain(match.index);
      found.push({ type: 'mention', text: whole, username });
      position = match.index + whole.length;
    } else {
      const address = trimAddress(whole);
      if (!isWebAddress(address)) continue;
      plain(match.index);
      found.push({ type: 'link', text: address, href: address });
      position = match.index + address.length;
    }
  }
  plain(text.length);
  return found;
}

/** Splits a message into paragraphs and code blocks. */
export function parseText(text: string): Block[] {
  const blocks: Block[] = [];
  let position = 0;
  const paragraph = (end: number) => {
    const part = text.slice(position, end).replace(/^\s*\n|\s+$/g, '');
    if (part !== '') blocks.push({ type: 'paragraph', inlines: parseInline(part) });
  };
  for (const match of text.matchAll(fence)) {
    const [whole, language = '', code = ''] = match;
    if (code.trim() === '') continue;
    paragraph(match.index);
    blocks.push({ type: 'code', language, text: code.replace(/\r?\n$/, '') });
    position = match.index + whole.length;
  }
  paragraph(text.length);
  return blocks;
}

/** Whether a message is one to three emoji and nothing else. */
export const isOnlyEmoji = (text: string): boolean => /^(?:\p{RGI_Emoji}\s*){1,3}$/v.test(text.trim());
