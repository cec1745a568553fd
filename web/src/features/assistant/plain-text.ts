/** A text in Markdown in one line without its signs, for previews and for being read aloud. */
export const plainText = (markdown: string): string =>
  markdown
    .replace(/^\s*(?:```|~~~).*$/gm, '')
    .replace(/^(?=.*-)(?=.*\|)[\s:|-]+$/gm, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+)/gm, '')
    .replace(/(\*\*|__|~~|`)(.+?)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}])[*_](\S(?:.*?\S)?)[*_](?![\p{L}\p{N}])/gu, '$1')
    .replace(/\s*\|\s*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
