import { decodeEntities } from './html/entities.ts';

/** Marks within a line and what a reader sees of them. The lengths are bounded, so that no line takes more than linear time. */
const marks: [pattern: RegExp, seen: string][] = [
  [/<!--.{0,1000}?-->/gs, ''],
  [
    /!\[([^\]]{0,500})\](?:\([^()\s]{0,1000}(?:\([^()]{0,200}\))?(?:\s+["'][^"']{0,300}["'])?\)|\[[^\]]{0,200}\])/g,
    '$1',
  ],
  [
    /\[([^\][]{0,1000})\](?:\([^()\s]{0,1000}(?:\([^()]{0,200}\)[^()\s]{0,200})?(?:\s+["'][^"']{0,300}["'])?\)|\[[^\]]{0,200}\])/g,
    '$1',
  ],
  [/<((?:https?:\/\/|mailto:)[^\s<>]{1,1000})>/g, '$1'],
  [/<br\s{0,10}\/?>/gi, ' '],
  [/<\/?[a-z][a-z0-9-]{0,20}(?:\s[^<>]{0,500})?>/gi, ''],
  [/(?<![\\\p{L}\p{N}*])\*\*\*(?=\S)([^*\n]{1,1000}?)(?<=\S)\*\*\*/gu, '$1'],
  [/(?<!\\)\*\*(?=\S)([^\n]{1,1000}?)(?<=\S)\*\*/g, '$1'],
  [/(?<![\\\p{L}\p{N}_])__(?=\S)([^\n]{1,1000}?)(?<=\S)__(?![\p{L}\p{N}])/gu, '$1'],
  [/(?<![\\\p{L}\p{N}*])\*(?=[^\s*])([^*\n]{1,1000}?)(?<=[^\s*])\*(?!\*)/gu, '$1'],
  [/(?<![\\\p{L}\p{N}_])_(?=[^\s_])([^_\n]{1,1000}?)(?<=[^\s_])_(?![\p{L}\p{N}_])/gu, '$1'],
  [/~~(?=\S)([^~\n]{1,1000}?)~~/g, '$1'],
  [/\\([!-/:-@[-`{-~])/g, '$1'],
];

/** A line of Markdown without its marks; code between backticks stays as it is. */
export function plainMarkdown(text: string): string {
  const codes: string[] = [];
  // Code is set aside: its marks are none, and it may stand within a link.
  const marked = text.replace(
    /(`{1,3})([^`\n]{1,1000})\1/g,
    (_, _ticks, code: string) => `\ue000${codes.push(code) - 1}\ue001`,
  );
  const plain = decodeEntities(marks.reduce((rest, [pattern, seen]) => rest.replace(pattern, seen), marked));
  return plain.replace(/\ue000(\d+)\ue001/g, (_, index: string) => codes[Number(index)]?.trim() ?? '');
}
