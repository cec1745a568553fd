import type { TextFormat } from '../format.ts';
import { HtmlReader } from '../html/html-reader.ts';
import { htmlTokens } from '../html/tokens.ts';

/** A web page: its visible text with headings, lists and tables. */
export const html: TextFormat = {
  kind: 'text',
  label: 'a web page (HTML)',
  extensions: ['html', 'htm', 'xhtml'],
  declaredEncoding: (head) => /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,30})/i.exec(head)?.[1],
  matches: (text) => /^\s*(?:<!--[\s\S]{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b/i.test(text.slice(0, 4_096)),
  read(text, out) {
    const reader = new HtmlReader(out, text);
    for (const token of htmlTokens(text)) reader.take(token);
    reader.end();
  },
};
