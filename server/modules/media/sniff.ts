import type { Readable } from 'node:stream';
import { fileTypeFromBuffer } from 'file-type';
import { extensionOf } from './filename.ts';

/** Opens the bytes to be looked at, from the start; `end` is the last byte wanted. */
type OpenBytes = (range?: { end: number }) => Promise<Readable>;

/** Enough for every magic number and for the first entries of an office document's zip archive. */
const headBytes = 256 * 1024;
/** How far into a text its markup may start, behind comments and white space. */
const markupUnits = 4_096;

/**
 * What the bytes are, whatever the uploader called them. Text is only believed when all of it is text; the name decides nothing but
 * the flavour of text. Unknown bytes are `application/octet-stream`.
 */
export async function sniffType(open: OpenBytes, filename: string): Promise<string> {
  const head = await readHead(open);
  const format = (await fileTypeFromBuffer(head))?.mime;
  if (!(await isText(await open()))) return format ? (aliases[format] ?? format) : 'application/octet-stream';
  const start = new TextDecoder().decode(head.subarray(0, markupUnits * 4)).slice(0, markupUnits);
  return textFlavours[extensionOf(filename)] ?? markupType(start) ?? textFormat(format) ?? 'text/plain';
}

/** Names of one type that browsers know under another. */
const aliases: Record<string, string> = {
  'image/apng': 'image/png',
  'audio/x-m4a': 'audio/mp4',
  'audio/ogg; codecs=opus': 'audio/ogg',
  'video/x-m4v': 'video/mp4',
};

/** Formats that may consist of text alone. Other magic numbers, such as bmp's "BM", may as well be the start of a sentence. */
const textFormats = new Set([
  'application/pdf',
  'application/postscript',
  'application/rtf',
  'text/calendar',
  'text/vcard',
  'text/vtt',
]);

const textFormat = (format: string | undefined): string | undefined =>
  format && textFormats.has(format) ? format : undefined;

/** By name alone, so none of these may ever be shown inline. */
const textFlavours: Record<string, string> = {
  csv: 'text/csv',
  md: 'text/markdown',
  markdown: 'text/markdown',
  json: 'application/json',
  html: 'text/html',
  htm: 'text/html',
  xhtml: 'application/xhtml+xml',
  svg: 'image/svg+xml',
  xml: 'application/xml',
};

async function readHead(open: OpenBytes): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await open({ end: headBytes - 1 })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Control characters that no text holds. */
const binary = /[\p{Cc}--[\t\n\f\r]]/v;

async function isText(stream: Readable): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of stream) {
      if (binary.test(decoder.decode(chunk as Buffer, { stream: true }))) return false;
    }
    decoder.decode();
    return true;
  } catch (error) {
    // The decoder's way to say that these bytes are no UTF-8.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Tags that make a browser read a document as HTML (mimesniff.spec.whatwg.org, section 7.1), and those of SVG. */
const html =
  /^<(?:!doctype\s+html|html|head|body|script|iframe|h1|div|font|table|a|style|title|b|br|p|img|meta|link|base|form|object|embed)(?=[\s/>]|$)/i;
const svg = /<(?:[\w-]+:)?svg(?=[\s/>])/i;

function markupType(text: string): string | undefined {
  const start = withoutPreamble(text);
  if (html.test(start)) return 'text/html';
  if (/^<(?:\?xml|!doctype|[\w-]+:svg|svg)/i.test(start) && svg.test(start)) return 'image/svg+xml';
  return /^<\?xml/i.test(start) ? 'application/xml' : undefined;
}

/** Skips a byte order mark, white space and comments, behind which a browser still finds the first tag. */
function withoutPreamble(text: string): string {
  let rest = text.replace(/^\ufeff/, '').trimStart();
  while (rest.startsWith('<!--')) {
    const end = rest.indexOf('-->');
    if (end < 0) return '';
    rest = rest.slice(end + 3).trimStart();
  }
  return rest;
}
