import { ParseError } from './parse-error.ts';

export interface Section {
  /** 1 for the highest. */
  level: number;
  heading: string;
  /** Where the heading starts; the same as `end` of the text before. */
  start: number;
  /** Where the next heading of the same or a higher level starts, or the text ends. */
  end: number;
}

export interface Page {
  number: number;
  start: number;
  end: number;
}

export interface BuiltText {
  text: string;
  title: string | null;
  sections: Section[];
  pages: Page[];
  notes: string[];
}

/** Half of a surrogate pair, and control characters that no database takes and no reader sees. */
const unstorable = /[\p{Cc}--[\t\n]]|\u{fffe}|\u{ffff}/gv;

/**
 * The text of a document while it is being put together: blocks with an empty line between them, lines of lists and tables
 * directly below each other. Keeps where headings and pages start. Throws `too_large` when the text grows past `maxUnits`.
 */
export class DocumentText {
  /** What the document calls itself; the first heading near the start takes its place where it doesn't. */
  title: string | null = null;
  readonly #maxUnits: number;
  #parts: string[] = [];
  #length = 0;
  #endsInLine = false;
  readonly #headings: { level: number; heading: string; start: number }[] = [];
  readonly #pages: { number: number; start: number }[] = [];
  #pendingPage: number | undefined;
  readonly #notes: string[] = [];

  constructor({ maxUnits }: { maxUnits: number }) {
    this.#maxUnits = maxUnits;
  }

  get length(): number {
    return this.#length;
  }

  heading(level: number, text: string): void {
    const heading = oneLine(text);
    if (heading === '') return;
    const start = this.#append(heading, '\n\n');
    this.#headings.push({ level: Math.min(Math.max(level, 1), 6), heading: cut(heading, 200), start });
    this.#endsInLine = false;
  }

  paragraph(text: string): void {
    const block = storable(text).trim();
    if (block === '') return;
    this.#append(block, '\n\n');
    this.#endsInLine = false;
  }

  /** An entry of a list or a row of a table: stands directly below the line before it. */
  line(text: string): void {
    const line = storable(text).trim();
    if (line === '') return;
    this.#append(line, this.#endsInLine ? '\n' : '\n\n');
    this.#endsInLine = true;
  }

  /** Ends a list or table, so that the next one stands apart. */
  endLines(): void {
    this.#endsInLine = false;
  }

  /** Goes on with the last block, e.g. with the sentence that the end of a page has cut. */
  continueBlock(text: string, separator = ' '): void {
    const rest = storable(text).trim();
    if (rest !== '') this.#append(rest, separator);
  }

  /** Text as it is, with its own empty lines; returns where it starts. */
  verbatim(text: string): number {
    return this.#append(storable(text), '\n\n');
  }

  /** A heading that stands in text already added. */
  markHeading(level: number, heading: string, start: number): void {
    this.#headings.push({ level, heading: cut(oneLine(heading), 200), start });
  }

  startPage(number: number): void {
    this.#flushPage();
    this.#pendingPage = number;
  }

  /** Something a reader should know, e.g. which pages have no text. */
  note(sentence: string): void {
    if (this.#notes.length < 20) this.#notes.push(sentence);
  }

  finish(): BuiltText {
    this.#flushPage();
    const text = this.#parts.join('');
    return {
      text,
      title: this.#findTitle(),
      sections: this.#headings.map((heading, index) => ({ ...heading, end: this.#sectionEnd(index) })),
      pages: this.#pages.map((page, index) => ({ ...page, end: this.#pages[index + 1]?.start ?? text.length })),
      notes: this.#notes,
    };
  }

  #findTitle(): string | null {
    const own = oneLine(this.title ?? '');
    if (own !== '') return cut(own, 200);
    const first = this.#headings[0];
    return first && first.start < 2_000 ? first.heading : null;
  }

  #sectionEnd(index: number): number {
    const level = this.#headings[index]?.level ?? 0;
    return this.#headings.find((other, at) => at > index && other.level <= level)?.start ?? this.#length;
  }

  #append(block: string, separator: string): number {
    const before = this.#length === 0 ? '' : separator;
    const start = this.#length + before.length;
    this.#length = start + block.length;
    if (this.#length > this.#maxUnits) {
      throw new ParseError('too_large', `The file has more text than the ${this.#maxUnits} characters that are taken.`);
    }
    this.#parts.push(before, block);
    this.#flushPage(start);
    return start;
  }

  /** A page starts with its first text, or where the text is when it has none. */
  #flushPage(start = this.#length): void {
    if (this.#pendingPage !== undefined) this.#pages.push({ number: this.#pendingPage, start });
    this.#pendingPage = undefined;
  }
}

/** Text that every store takes: well-formed, with `\n` as the only line end and no invisible control characters. */
export const storable = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replaceAll('\f', '\n')
    .replace(unstorable, '');

/** One line, single spaces. */
export const oneLine = (text: string): string => storable(text).replace(/\s+/g, ' ').trim();

function cut(text: string, units: number): string {
  return text.length <= units
    ? text
    : `${text
        .slice(0, units - 1)
        .toWellFormed()
        .replace('\ufffd', '')}…`;
}
