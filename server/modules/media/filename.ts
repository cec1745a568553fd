const maxUnits = 200;
const longestExtension = 20;

/** Controls, line breaks, and marks that reorder text: with them `evil<U+202E>gpj.exe` reads as `evilexe.jpg`. */
const unwanted = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

/** A client's file name as it may be stored and shown: its last segment, one line, at most 200 units, never empty. */
export function cleanFilename(given: string | undefined): string {
  const segment = (given ?? '').toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const name = segment.replace(unwanted, '').replace(/\s+/g, ' ').trim();
  if (/^\.*$/.test(name)) return 'file';
  return name.length <= maxUnits ? name : shorten(name);
}

/** Cuts before the extension, which tells people and programs what the file is. */
function shorten(name: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= longestExtension ? name.slice(dot) : '';
  let stem = '';
  // By what people see as one character: an emoji is cut off whole, not into halves.
  for (const { segment } of new Intl.Segmenter().segment(name.slice(0, maxUnits))) {
    if (stem.length + segment.length + extension.length > maxUnits) break;
    stem += segment;
  }
  return `${stem.trimEnd()}${extension}`;
}

/** The part after the last dot in lower case, or an empty string. */
export function extensionOf(filename: string): string {
  const dot = filename.lastIndexOf('.');
  return dot < 0 ? '' : filename.slice(dot + 1).toLowerCase();
}
