import { fileTypeFromBuffer } from 'file-type';
import { listArchive } from './archive.ts';
import { decodeText } from './decode-text.ts';
import type { BinaryFormat, Format, TextFormat } from './format.ts';
import { plainText } from './formats/plain-text.ts';
import { formats } from './formats.ts';
import { ParseError } from './parse-error.ts';

/** A format with the bytes or the text it is to read. */
export type Chosen =
  | { format: BinaryFormat; bytes: Uint8Array }
  | { format: TextFormat; text: string; encoding: string };

const zipStart = [0x50, 0x4b, 0x03, 0x04];
/** Microsoft's compound file: office documents before 2007, and later ones under a password. */
const compoundStart = [0xd0, 0xcf, 0x11, 0xe0];

/**
 * Finds out what bytes are. The name only decides between flavours of text; where it promises another format than the bytes
 * are, the file is refused. Throws `unsupported`, `encrypted`, `broken`.
 */
export async function chooseFormat(bytes: Uint8Array, filename: string): Promise<Chosen> {
  const extension = /\.([a-z0-9]+)$/i.exec(filename)?.[1]?.toLowerCase();
  const promised = formats.find(({ extensions }) => extension !== undefined && extensions.includes(extension));
  const binary = findBinary(bytes, promised);
  if (binary) {
    if (promised && promised !== binary) throw disguised(extension, binary.label);
    return { format: binary, bytes };
  }
  const type = await describeBytes(bytes);
  const decoded = type === undefined ? decodeText(bytes, declaredEncoding(promised)) : undefined;
  if (!decoded) throw unreadable(extension, promised, type);
  if (promised?.kind === 'binary') throw disguised(extension, 'a text');
  const format = promised ?? formats.find((other) => other.kind === 'text' && other.matches?.(decoded.text));
  return { format: format?.kind === 'text' ? format : plainText, ...decoded };
}

function findBinary(bytes: Uint8Array, promised: Format | undefined): BinaryFormat | undefined {
  if (startsWith(bytes, compoundStart)) throw compoundFile(bytes, promised);
  const entries = startsWith(bytes, zipStart) ? listArchive(bytes) : [];
  return formats.find((format) => format.kind === 'binary' && format.matches(bytes, entries)) as
    | BinaryFormat
    | undefined;
}

const startsWith = (bytes: Uint8Array, start: number[]): boolean => start.every((byte, index) => bytes[index] === byte);

function compoundFile(bytes: Uint8Array, promised: Format | undefined): ParseError {
  const hasPassword = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    Buffer.from('EncryptedPackage', 'utf16le'),
  );
  if (hasPassword)
    return new ParseError('encrypted', 'The file is protected by a password: remove it and upload again.');
  const wish = promised?.kind === 'binary' ? promised.label : 'a newer format, such as docx, pptx or xlsx';
  return new ParseError('unsupported', `The file is in an old Office format: save it as ${wish} and upload again.`);
}

/** The name of a type that is surely no text; magic numbers that may as well start a sentence don't count. */
async function describeBytes(bytes: Uint8Array): Promise<string | undefined> {
  const type = await fileTypeFromBuffer(bytes.subarray(0, 64 * 1024));
  if (!type || type.mime.startsWith('text/') || /xml|json|rtf|postscript/.test(type.mime)) return undefined;
  const isPlain = decodeText(bytes.subarray(0, 64 * 1024))?.encoding === 'utf-8';
  return isPlain ? undefined : `${type.ext.toUpperCase()} (${type.mime})`;
}

const declaredEncoding = (format: Format | undefined) =>
  format?.kind === 'text' ? format.declaredEncoding?.bind(format) : undefined;

const disguised = (extension: string | undefined, truth: string): ParseError =>
  new ParseError('unsupported', `The file is named .${extension}, but it is ${truth}: give it the right name.`);

function unreadable(extension: string | undefined, promised: Format | undefined, type: string | undefined): ParseError {
  if (promised?.kind === 'binary' && type === undefined) {
    return new ParseError('broken', `The file is named .${extension}, but it does not start like ${promised.label}.`);
  }
  const labels = formats.map(({ label }) => label.replace(/^an? /, '')).join(', ');
  const truth = type === undefined ? 'The file is no text' : `The file is of the type ${type}`;
  const named = promised ? `, although it is named .${extension}` : '';
  return new ParseError('unsupported', `${truth}${named}. What can be read: ${labels}.`);
}
