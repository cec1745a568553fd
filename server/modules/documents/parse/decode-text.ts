/** Text and the encoding it was found to be in, as the Encoding Standard names it. */
export interface DecodedText {
  text: string;
  encoding: string;
}

const marks: [encoding: string, bytes: number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
/** Control characters that no text holds. */
const binary = /[\p{Cc}--[\t\n\v\f\r]]/v;

/**
 * Reads bytes as text: by byte order mark, as UTF-8, as UTF-16 without a mark, in the encoding that the text `declares` of itself,
 * and at last as Windows-1252, of which Latin-1 is a part. Undefined when the bytes are no text.
 */
export function decodeText(
  bytes: Uint8Array,
  declares?: (head: string) => string | undefined,
): DecodedText | undefined {
  const mark = marks.find(([, start]) => start.every((byte, index) => bytes[index] === byte));
  if (mark) return decodeAs(bytes, mark[0]);
  const wide = guessUtf16(bytes);
  if (wide) return decodeAs(bytes, wide);
  const utf8 = decodeAs(bytes, 'utf-8');
  if (utf8) return utf8;
  const named = declares?.(new TextDecoder('latin1').decode(bytes.subarray(0, 2_048)));
  const declared = named ? decodeAs(bytes, named) : undefined;
  // Bytes that no text has would have to be letters of another script; those are not guessed.
  return declared ?? decodeAs(bytes, 'windows-1252');
}

function decodeAs(bytes: Uint8Array, encoding: string): DecodedText | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return binary.test(text) ? undefined : { text, encoding };
  } catch (error) {
    // RangeError: no such encoding. TypeError: the bytes are not in it.
    if (error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Western text in UTF-16 has a zero in nearly every second byte. */
function guessUtf16(bytes: Uint8Array): string | undefined {
  const head = bytes.subarray(0, 1_024);
  if (head.length < 8) return undefined;
  const zeros = [0, 0];
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const half = head.length / 2;
  if (odd > half * 0.7 && even < half * 0.1) return 'utf-16le';
  return even > half * 0.7 && odd < half * 0.1 ? 'utf-16be' : undefined;
}
