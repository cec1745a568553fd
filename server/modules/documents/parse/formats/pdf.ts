import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  getDocument,
  OPS,
  PasswordException,
  type PDFDocumentProxy,
  type PDFPageProxy,
  Util,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { DocumentText } from '../document-text.ts';
import type { BinaryFormat, ReadBounds } from '../format.ts';
import { ParseError } from '../parse-error.ts';
import { type PageText, type TextRun, toSegments } from '../pdf/page-text.ts';
import { orderLines } from '../pdf/reading-order.ts';
import { writePages } from '../pdf/write-pages.ts';

const library = dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json')));
/** Looking for pictures decodes them, so that few pages are looked at. */
const pagesSearchedForPictures = 3;

/** PDF: text in reading order with page numbers; pages that are pictures of text are said. */
export const pdf: BinaryFormat = {
  kind: 'binary',
  label: 'a PDF',
  extensions: ['pdf'],
  matches: (bytes) => Buffer.from(bytes.subarray(0, 1_024)).includes('%PDF-'),
  async read(bytes, out, bounds) {
    const task = getDocument({
      data: new Uint8Array(bytes),
      verbosity: 0,
      disableFontFace: true,
      useSystemFonts: false,
      isOffscreenCanvasSupported: false,
      stopAtErrors: false,
      cMapUrl: `${join(library, 'cmaps')}/`,
      cMapPacked: true,
      standardFontDataUrl: `${join(library, 'standard_fonts')}/`,
      wasmUrl: `${join(library, 'wasm')}/`,
    });
    try {
      await readDocument(await task.promise, out, bounds);
    } catch (error) {
      throw toParseError(error);
    } finally {
      await task.destroy();
    }
  },
};

function toParseError(error: unknown): ParseError {
  if (error instanceof ParseError) return error;
  if (error instanceof PasswordException) {
    return new ParseError('encrypted', 'The PDF is protected by a password: remove it and upload again.', {
      cause: error,
    });
  }
  return new ParseError('broken', 'The PDF is damaged and cannot be read.', { cause: error });
}

async function readDocument(
  document: PDFDocumentProxy,
  out: DocumentText,
  { maxPages, deadline }: ReadBounds,
): Promise<void> {
  if (document.numPages > maxPages) {
    throw new ParseError('too_many_pages', `The PDF has ${document.numPages} pages; ${maxPages} are taken.`);
  }
  out.title = await readTitle(document);
  const pages: PageText[] = [];
  const empty: number[] = [];
  let pictures = 0;
  for (let number = 1; number <= document.numPages; number += 1) {
    if (performance.now() > deadline) throw new ParseError('too_large', 'Reading the PDF takes too long.');
    const page = await document.getPage(number);
    const text = await readPage(page);
    if (text.lines.length === 0 && empty.push(number) <= pagesSearchedForPictures) {
      pictures += (await hasPicture(page)) ? 1 : 0;
    }
    pages.push(text);
    page.cleanup();
  }
  if (empty.length === pages.length) throw withoutText(pictures);
  if (empty.length > 0) out.note(emptyPages(empty, pictures));
  writePages(out, pages);
}

const withoutText = (pictures: number): ParseError =>
  pictures > 0
    ? new ParseError(
        'scanned',
        'The PDF holds pictures of pages and no text: run text recognition (OCR) over it first.',
      )
    : new ParseError('empty', 'There is no text in the PDF.');

function emptyPages(numbers: number[], pictures: number): string {
  const named = numbers.slice(0, 20).join(', ') + (numbers.length > 20 ? ` and ${numbers.length - 20} more` : '');
  const pages = numbers.length === 1 ? `Page ${named} has` : `Pages ${named} have`;
  return `${pages} no text${pictures > 0 ? '; scanned pictures of text are not read' : ''}.`;
}

async function readTitle(document: PDFDocumentProxy): Promise<string | null> {
  const { info } = await document.getMetadata();
  const title = 'Title' in info && typeof info.Title === 'string' ? info.Title.trim() : '';
  // Programs put the name of the file there for want of a title.
  return title === '' || /^(?:untitled|microsoft word|.*\.\w{2,4}$)/i.test(title) ? null : title;
}

async function readPage(page: PDFPageProxy): Promise<PageText> {
  const viewport = page.getViewport({ scale: 1 });
  const content = await page.getTextContent();
  const upright: TextRun[] = [];
  const turned: TextRun[] = [];
  for (const item of content.items) {
    if (!('str' in item) || item.str.trim() === '') continue;
    const [a = 0, b = 0, c = 0, d = 0, x = 0, y = 0] = Util.transform(viewport.transform, item.transform) as number[];
    const size = Math.hypot(c, d) || item.height || 1;
    const run = { text: item.str, x, right: x + item.width, y, size, isRightToLeft: item.dir === 'rtl' };
    (Math.abs(b) > Math.abs(a) ? turned : upright).push(run);
  }
  const lines = orderLines(toSegments(upright).filter(({ text }) => text !== ''));
  // Turned text, such as a note along the margin, comes last, as it was written.
  return { number: page.pageNumber, height: viewport.height, lines: [...lines, ...turned.map(asLine)] };
}

const asLine = (run: TextRun) => ({ ...run, cells: [run.text] });

const pictureOps = new Set([OPS.paintImageXObject, OPS.paintInlineImageXObject, OPS.paintImageMaskXObject]);

async function hasPicture(page: PDFPageProxy): Promise<boolean> {
  const { fnArray } = await page.getOperatorList();
  return fnArray.some((operation) => pictureOps.has(operation));
}
