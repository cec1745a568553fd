import type { DocumentText } from '../document-text.ts';
import { looksLikeHeader, tableLines } from '../table-lines.ts';
import { createHyphens, type Hyphens } from './hyphens.ts';
import type { PageText, TextLine } from './page-text.ts';
import { dropRunningTitles } from './running-titles.ts';

/** A line this much larger than the text is a heading. */
const headingRatio = 1.12;
const maxHeading = 200;
/** A table has at least so many rows of at least two cells. */
const minTableRows = 3;
const bullet = /^[•‣▪◦●○■□–*·∙-]\s+(?=\S)/;
const numbered = /^(?:\d{1,3}[.)]|[a-z]\))\s+\S/;
const sentenceEnd = /[.!?…:。！？؟]["'”’»)\]]*$/;

/** Writes pages as headings, paragraphs, lists and tables. */
export function writePages(out: DocumentText, found: PageText[]): void {
  const bodySize = findBodySize(found);
  const pages = dropRunningTitles(found, bodySize);
  const writer: Writer = {
    out,
    bodySize,
    levels: headingSizes(pages, bodySize),
    hyphens: createHyphens(pages.flatMap(({ lines }) => lines.map(({ text }) => text))),
    isOpen: false,
    lastText: '',
  };
  for (const { number, lines } of pages) {
    out.startPage(number);
    writeLines(writer, lines);
  }
}

interface Writer {
  out: DocumentText;
  bodySize: number;
  /** Sizes of headings, largest first. */
  levels: number[];
  hyphens: Hyphens;
  /** Whether the last block is a paragraph that the next page may go on with. */
  isOpen: boolean;
  lastText: string;
}

const rounded = (size: number): number => Math.round(size * 2) / 2;

/** The size that most letters have. */
function findBodySize(pages: PageText[]): number {
  const letters = new Map<number, number>();
  for (const { lines } of pages) {
    for (const { size, text } of lines) letters.set(rounded(size), (letters.get(rounded(size)) ?? 0) + text.length);
  }
  return [...letters].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [10, 0])[0];
}

const isHeading = ({ size, text }: TextLine, bodySize: number): boolean =>
  size >= bodySize * headingRatio && text.length <= maxHeading && /\p{L}/u.test(text);

function headingSizes(pages: PageText[], bodySize: number): number[] {
  const headings = pages.flatMap(({ lines }) => lines.filter((line) => isHeading(line, bodySize)));
  return [...new Set(headings.map(({ size }) => rounded(size)))].sort((a, b) => b - a);
}

function writeLines(writer: Writer, lines: TextLine[]): void {
  const leading = medianLeading(lines);
  const width = Math.max(...lines.map(({ right }) => right)) - Math.min(...lines.map(({ x }) => x));
  let at = 0;
  while (at < lines.length) {
    const table = tableLength(lines, at);
    const end = table >= minTableRows ? at + table : paragraphEnd(writer, lines, { at, leading, width });
    const block = lines.slice(at, end);
    if (table >= minTableRows) writeTable(writer, block);
    else writeBlock(writer, block, at === 0);
    at = end;
  }
}

function medianLeading(lines: TextLine[]): number {
  const ratios = lines
    .slice(1)
    .map((line, index) => (line.y - (lines[index]?.y ?? line.y)) / line.size)
    .filter((ratio) => ratio > 0.8 && ratio < 2.2)
    .sort((a, b) => a - b);
  return ratios[Math.floor(ratios.length / 2)] ?? 1.25;
}

function tableLength(lines: TextLine[], at: number): number {
  let length = 0;
  while ((lines[at + length]?.cells.length ?? 0) >= 2) length += 1;
  return length;
}

function writeTable(writer: Writer, block: TextLine[]): void {
  const rows = block.map(({ cells }) => cells);
  const isEven = rows.every((row) => row.length === rows[0]?.length);
  writer.out.endLines();
  for (const line of tableLines(rows, { hasHeader: isEven && looksLikeHeader(rows) })) writer.out.line(line);
  writer.out.endLines();
  writer.isOpen = false;
}

interface Place {
  at: number;
  /** Usual distance of lines, in font heights. */
  leading: number;
  /** Of the text on the page. */
  width: number;
}

function paragraphEnd({ bodySize }: Writer, lines: TextLine[], { at, leading, width }: Place): number {
  let end = at + 1;
  while (end < lines.length) {
    const [before, line] = [lines[end - 1], lines[end]];
    if (!before || !line || tableLength(lines, end) >= minTableRows) break;
    if (isHeading(before, bodySize) !== isHeading(line, bodySize) || startsItem(line)) break;
    if (Math.abs(line.size - before.size) > 0.12 * before.size || !goesOn(before, line, { leading, width })) break;
    end += 1;
  }
  return end;
}

const startsItem = ({ text }: TextLine): boolean => bullet.test(text) || numbered.test(text);

/** Whether a line belongs to the paragraph of the line before it. */
function goesOn(before: TextLine, line: TextLine, { leading, width }: Omit<Place, 'at'>): boolean {
  const down = line.y - before.y;
  if (down <= 0) return !sentenceEnd.test(before.text) && /^[\p{Ll}\p{Lo}]/u.test(line.text);
  if (down > leading * line.size * 1.35) return false;
  const isIndented = line.x - before.x > line.size && line.x - before.x < 5 * line.size;
  const endsShort = before.right < line.right - 0.15 * width || before.right - before.x < 0.3 * width;
  return !(sentenceEnd.test(before.text) && (isIndented || endsShort));
}

function writeBlock(writer: Writer, block: TextLine[], isFirstOfPage: boolean): void {
  const { out, hyphens, bodySize } = writer;
  const [first] = block;
  if (!first) return;
  const text = hyphens.join(block.map((line) => line.text));
  if (isHeading(first, bodySize) && text.length <= maxHeading) {
    out.heading(writer.levels.indexOf(rounded(first.size)) + 1, text);
    writer.isOpen = false;
  } else if (startsItem(first)) {
    out.line(text.replace(bullet, '- '));
    writer.isOpen = false;
  } else if (isFirstOfPage && writer.isOpen && !sentenceEnd.test(writer.lastText) && /^[\p{Ll}\p{Lo}]/u.test(text)) {
    out.continueBlock(text);
  } else {
    out.paragraph(text);
    writer.isOpen = true;
  }
  writer.lastText = text;
}
