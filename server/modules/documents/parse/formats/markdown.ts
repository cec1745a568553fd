import type { DocumentText } from '../document-text.ts';
import type { TextFormat } from '../format.ts';
import { plainMarkdown } from '../plain-markdown.ts';
import { tableLines } from '../table-lines.ts';

const heading = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/;
const fence = /^ {0,3}(`{3,}|~{3,})/;
const item = /^\s*(?:([-*+])|(\d{1,9})[.)])\s+(?:\[([ xX])\]\s+)?(.+)$/;
const tableRule = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const rule = /^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/;
const linkTarget = /^ {0,3}\[[^\]]{1,200}\]:\s*\S+/;

/** Markdown as the text a reader sees: without its marks, with its headings, lists and tables. */
export const markdown: TextFormat = {
  kind: 'text',
  label: 'a Markdown text',
  extensions: ['md', 'markdown', 'mdx'],
  matches: (text) => /^#{1,6} \S/m.test(text.slice(0, 4_096)),
  read(text, out) {
    const lines = text.replace(/\r\n?/g, '\n').split('\n');
    const reader = { out, lines, paragraph: [] as string[] };
    let at = skipFrontMatter(lines, out);
    while (at < lines.length) at = readBlock(reader, at);
    flush(reader);
  },
};

interface Reader {
  out: DocumentText;
  lines: string[];
  /** Lines of the paragraph that is being read. */
  paragraph: string[];
}

function skipFrontMatter(lines: string[], out: DocumentText): number {
  if (lines[0]?.trim() !== '---') return 0;
  const end = lines.findIndex((line, index) => index > 0 && /^(?:---|\.\.\.)\s*$/.test(line));
  if (end < 0 || end > 200) return 0;
  const title = lines.slice(1, end).find((line) => /^title\s*:/i.test(line));
  if (title) out.title = title.replace(/^title\s*:\s*/i, '').replace(/^(["'])(.*)\1\s*$/, '$2');
  return end + 1;
}

/** Reads what starts at a line; returns the line after it. */
function readBlock(reader: Reader, at: number): number {
  const { out, lines } = reader;
  const line = (lines[at] ?? '').replace(/^ {0,3}(?:> ?)+/, '');
  const found = heading.exec(line);
  if (fence.test(line)) return readFence(reader, at);
  if (line.includes('|') && tableRule.test(lines[at + 1] ?? '') && (lines[at + 1] ?? '').includes('-')) {
    return readTable(reader, at);
  }
  if (found) {
    flush(reader);
    out.heading(found[1]?.length ?? 1, plainMarkdown(found[2] ?? ''));
  } else if (/^ {0,3}(?:=+|-+)\s*$/.test(line) && reader.paragraph.length > 0) {
    const text = reader.paragraph.splice(0).join(' ');
    out.heading(line.includes('=') ? 1 : 2, plainMarkdown(text));
  } else if (line.trim() === '' || rule.test(line) || linkTarget.test(line)) {
    flush(reader);
  } else if (item.test(line)) {
    return readItem(reader, at, line);
  } else {
    reader.paragraph.push(line.trim());
  }
  return at + 1;
}

function flush({ out, paragraph }: Reader): void {
  if (paragraph.length > 0) out.paragraph(plainMarkdown(paragraph.splice(0).join(' ')));
}

function readFence(reader: Reader, at: number): number {
  flush(reader);
  const { out, lines } = reader;
  const mark = fence.exec(lines[at] ?? '')?.[1] ?? '```';
  const close = lines.findIndex((line, index) => index > at && line.trim().startsWith(mark));
  const end = close < 0 ? lines.length : close;
  out.paragraph(lines.slice(at + 1, end).join('\n'));
  return end + 1;
}

/** An item with the lines that belong to it: indented below it, or going on without an empty line. */
function readItem(reader: Reader, at: number, line: string): number {
  const { out, lines } = reader;
  // An item without a list before it starts one of its own.
  if (reader.paragraph.length > 0 || (lines[at - 1] ?? '').trim() === '') out.endLines();
  flush(reader);
  const [, , number, , text = ''] = item.exec(line) ?? [];
  let end = at + 1;
  while (end < lines.length && /^\s+\S/.test(lines[end] ?? '') && !item.test(lines[end] ?? '')) end += 1;
  const rest = lines.slice(at + 1, end).map((next) => next.trim());
  out.line(`${number === undefined ? '-' : `${number}.`} ${plainMarkdown([text, ...rest].join(' '))}`);
  return end;
}

function readTable(reader: Reader, at: number): number {
  flush(reader);
  const { out, lines } = reader;
  let end = at + 2;
  while (end < lines.length && (lines[end] ?? '').includes('|')) end += 1;
  const rows = lines.slice(at, end).filter((_, index) => index !== 1);
  const cells = rows.map((row) => splitRow(row).map(plainMarkdown));
  out.endLines();
  for (const row of tableLines(cells, { hasHeader: true })) out.line(row);
  out.endLines();
  return end;
}

const splitRow = (row: string): string[] =>
  row
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim());
