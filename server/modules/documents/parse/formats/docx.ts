import { readArchive } from '../archive.ts';
import type { DocumentText } from '../document-text.ts';
import type { BinaryFormat } from '../format.ts';
import { readTitle } from '../office/core-properties.ts';
import { readWordStyles, type WordStyles } from '../office/word-styles.ts';
import { findAll, findChild, parseXml, type XmlNode } from '../office/xml.ts';
import { ParseError } from '../parse-error.ts';
import { looksLikeHeader, tableLines } from '../table-lines.ts';

const parts = ['document', 'styles', 'numbering', 'footnotes', 'endnotes'].map((part) => `word/${part}.xml`);

/** Word: headings by style, lists, tables and notes; what tracked changes deleted is left out. */
export const docx: BinaryFormat = {
  kind: 'binary',
  label: 'a Word document (docx)',
  extensions: ['docx', 'docm', 'dotx'],
  matches: (_, entries) => entries.includes('word/document.xml'),
  read(bytes, out) {
    const files = readArchive(bytes, (name) => parts.includes(name) || name === 'docProps/core.xml');
    const main = files.get('word/document.xml');
    if (!main) throw new ParseError('broken', 'The Word document has no text part.');
    out.title = readTitle(files);
    const reader = { out, styles: readWordStyles(files), counts: new Map<string, number>() };
    for (const block of blocksOf(findChild(parseXml(main), 'document', 'body'))) {
      if (block.name === 'tbl') readTable(reader, block);
      else readParagraph(reader, block);
    }
    for (const kind of ['footnote', 'endnote']) readNotes(reader, files.get(`word/${kind}s.xml`), kind);
  },
};

interface Reader {
  out: DocumentText;
  styles: WordStyles;
  /** How many entries each numbered list has had. */
  counts: Map<string, number>;
}

/** Paragraphs and tables, also those within content controls and other wrappers. */
function* blocksOf(node: XmlNode | undefined): Generator<XmlNode> {
  for (const child of node?.children ?? []) {
    if (child.name === 'p' || child.name === 'tbl') yield child;
    else if (!dropped.has(child.name)) yield* blocksOf(child);
  }
}

function readParagraph(reader: Reader, node: XmlNode): void {
  const { out, styles } = reader;
  const properties = findChild(node, 'pPr');
  const text = textOf(node);
  const level = styles.headingLevel(properties);
  const list = styles.listKind(properties);
  if (level !== undefined) {
    if (level === 0) out.title ??= text;
    out.heading(Math.max(level, 1), text);
  } else if (list && text.trim() !== '') {
    out.line(`${marker(reader, list)} ${text}`);
  } else {
    out.paragraph(text);
  }
}

function marker(
  { counts }: Reader,
  { id, level, isNumbered }: { id: string; level: number; isNumbered: boolean },
): string {
  if (!isNumbered) return '-';
  const key = `${id}/${level}`;
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  for (const other of counts.keys()) if (other.startsWith(`${id}/`) && other > key) counts.delete(other);
  return `${count}.`;
}

/** Content that isn't shown, or is shown as a picture. */
const dropped = new Set([
  'del',
  'delText',
  'moveFrom',
  'instrText',
  'pPr',
  'rPr',
  'Fallback',
  'pict',
  'sectPr',
  'fldData',
]);
const breaks: Record<string, string> = { br: '\n', cr: '\n', tab: '\t', noBreakHyphen: '‑' };

/** The text of a paragraph, with that of boxes within it behind it. */
function textOf(node: XmlNode): string {
  const boxes: string[] = [];
  const text = runText(node, boxes);
  return [text, ...boxes].filter((part) => part.trim() !== '').join('\n');
}

function runText(node: XmlNode, boxes: string[]): string {
  if (dropped.has(node.name) || findChild(node, 'rPr', 'vanish')) return '';
  if (node.name === 't') return node.children.map(({ text }) => text).join('');
  if (node.name in breaks) return breaks[node.name] ?? '';
  if (node.name === 'txbxContent') {
    boxes.push(...[...blocksOf(node)].map(textOf));
    return '';
  }
  return node.children.map((child) => runText(child, boxes)).join('');
}

function readTable({ out }: Reader, table: XmlNode): void {
  const rows = table.children.filter(({ name }) => name === 'tr').map((row) => [...findAll(row, 'tc')].map(cellText));
  if (rows.every((row) => row.length <= 1)) {
    for (const cell of rows.flat()) out.paragraph(cell);
    return;
  }
  out.endLines();
  for (const line of tableLines(rows, { hasHeader: looksLikeHeader(rows) })) out.line(line);
  out.endLines();
}

const cellText = (cell: XmlNode): string =>
  [...blocksOf(cell)]
    .map((block) => (block.name === 'p' ? textOf(block) : [...findAll(block, 'tc')].map(cellText).join(' ')))
    .join(' ')
    .trim();

function readNotes({ out }: Reader, bytes: Uint8Array | undefined, kind: string): void {
  if (!bytes) return;
  for (const note of findAll(parseXml(bytes), kind)) {
    // Word keeps the line above the notes as notes of these types.
    if (note.attributes.type === undefined) out.paragraph([...blocksOf(note)].map(textOf).join(' '));
  }
}
