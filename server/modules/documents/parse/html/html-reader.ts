import type { DocumentText } from '../document-text.ts';
import { looksLikeHeader, tableLines } from '../table-lines.ts';
import type { HtmlToken } from './tokens.ts';

/** Elements that nobody reads as text. */
const unread = new Set(
  ['script', 'style', 'template', 'noscript', 'svg', 'math', 'iframe', 'object', 'canvas', 'audio', 'video'].concat([
    'select',
    'textarea',
    'button',
    'nav',
    'noembed',
    'noframes',
  ]),
);
const voids = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
/** Elements that flow within a line; all others start a block. */
const inline = new Set(
  (
    'a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark meter output q rp rt ruby s samp ' +
    'small span strike strong sub sup time tt u var wbr progress slot'
  ).split(' '),
);

interface Table {
  rows: string[][];
  hasHeaderCells: boolean;
}

/** Puts the tokens of a page together as a document. */
export class HtmlReader {
  readonly #out: DocumentText;
  readonly #html: string;
  /** The text of the block that is being read. */
  #buffer = '';
  #heading = 0;
  #pre = 0;
  #skipped: { name: string; depth: number } | undefined;
  #inTitle = false;
  /** Lists around this place: the number of the last item, or undefined for bullets. */
  readonly #lists: (number | undefined)[] = [];
  #marker = '';
  #table: Table | undefined;
  #tableDepth = 0;

  constructor(out: DocumentText, html: string) {
    this.#out = out;
    this.#html = html;
  }

  take(token: HtmlToken): void {
    if (this.#skipped) this.#skip(this.#skipped, token);
    else if (token.type === 'text') this.#text(token.text);
    else if (token.type === 'open') this.#open(token.name, token.attributes);
    else this.#close(token.name);
  }

  end(): void {
    this.#flush();
    this.#writeTable();
  }

  #skip(skipped: { name: string; depth: number }, token: HtmlToken): void {
    if (token.type === 'text' || token.name !== skipped.name) return;
    skipped.depth += token.type === 'open' ? 1 : -1;
    if (skipped.depth === 0) this.#skipped = undefined;
  }

  #text(text: string): void {
    if (this.#inTitle) this.#out.title ??= text;
    else this.#buffer += this.#pre > 0 ? text : text.replace(/[^\S\u00a0]+/g, ' ');
  }

  #open(name: string, attributes: string): void {
    if (this.#isHidden(name, attributes)) {
      this.#skipped = { name, depth: 1 };
    } else if (name === 'title') {
      this.#inTitle = true;
    } else if (name === 'br') {
      this.#buffer += '\n';
    } else if (!inline.has(name)) {
      this.#flush();
      this.#openBlock(name);
    }
  }

  /** Hidden text misleads: nobody who looked at the page has read it. An element that never ends hides nothing. */
  #isHidden(name: string, attributes: string): boolean {
    if (voids.has(name) || attributes.endsWith('/')) return false;
    const hidden = /\s(?:hidden(?=[\s=/]|$)|aria-hidden\s*=\s*["']?true|style\s*=\s*["'][^"']*display\s*:\s*none)/i;
    return (unread.has(name) || hidden.test(attributes)) && this.#html.includes(`</${name}`);
  }

  #openBlock(name: string): void {
    if (/^h[1-6]$/.test(name)) this.#heading = Number(name[1]);
    else if (name === 'pre') this.#pre += 1;
    else if (name === 'ul' || name === 'menu') this.#lists.push(undefined);
    else if (name === 'ol') this.#lists.push(0);
    else if (name === 'li') this.#startItem();
    else if (name === 'table') this.#openTable();
    else if (name === 'tr' && this.#tableDepth === 1) this.#table?.rows.push([]);
    else if ((name === 'th' || name === 'td') && this.#table) this.#openCell(name);
  }

  #startItem(): void {
    const count = this.#lists.at(-1);
    if (count !== undefined) this.#lists[this.#lists.length - 1] = count + 1;
    this.#marker = count === undefined ? '- ' : `${count + 1}. `;
  }

  #openTable(): void {
    this.#tableDepth += 1;
    this.#table ??= { rows: [], hasHeaderCells: false };
  }

  #openCell(name: string): void {
    if (!this.#table || this.#tableDepth > 1) return;
    if (this.#table.rows.length === 0) this.#table.rows.push([]);
    if (name === 'th' && this.#table.rows.length === 1) this.#table.hasHeaderCells = true;
    this.#table.rows.at(-1)?.push('');
  }

  #close(name: string): void {
    if (name === 'title') this.#inTitle = false;
    if (inline.has(name) || voids.has(name)) return;
    this.#flush();
    if (/^h[1-6]$/.test(name)) this.#heading = 0;
    else if (name === 'pre') this.#pre = Math.max(0, this.#pre - 1);
    else if (name === 'ul' || name === 'ol' || name === 'menu') this.#closeList();
    else if (name === 'table' && this.#tableDepth > 0) this.#closeTable();
  }

  #closeList(): void {
    this.#lists.pop();
    if (this.#lists.length === 0) this.#out.endLines();
  }

  #closeTable(): void {
    this.#tableDepth -= 1;
    if (this.#tableDepth === 0) this.#writeTable();
  }

  #flush(): void {
    const text =
      this.#pre > 0
        ? this.#buffer
        : this.#buffer
            .replace(/ *\n */g, '\n')
            .replace(/ {2,}/g, ' ')
            .trim();
    this.#buffer = '';
    if (text.trim() === '') return;
    const row = this.#table?.rows.at(-1);
    if (row) row[Math.max(row.length - 1, 0)] = `${row.at(-1) ?? ''} ${text}`.trim();
    else if (this.#heading > 0) this.#out.heading(this.#heading, text);
    else if (this.#lists.length > 0) this.#writeItem(text.replaceAll('\n', ' '));
    else this.#out.paragraph(text);
  }

  #writeItem(text: string): void {
    this.#out.line(this.#marker + text);
    this.#marker = '';
  }

  #writeTable(): void {
    const table = this.#table;
    this.#table = undefined;
    if (!table) return;
    const rows = table.rows.filter((row) => row.some((cell) => cell !== ''));
    // A table with one column or with whole paragraphs is there for the layout.
    const isLayout = rows.every((row) => row.length <= 1) || rows.some((row) => row.some((cell) => cell.length > 600));
    if (isLayout) {
      for (const cell of rows.flat()) this.#out.paragraph(cell);
      return;
    }
    const hasHeader = rows.length > 1 && (table.hasHeaderCells || looksLikeHeader(rows));
    for (const line of tableLines(rows, { hasHeader })) this.#out.line(line);
    this.#out.endLines();
  }
}
