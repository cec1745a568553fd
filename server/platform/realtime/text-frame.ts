/**
 * A text as one unmasked, uncompressed WebSocket frame (RFC 6455, section 5.2): made once, and then the same bytes for every
 * socket, in one write each.
 */
export class TextFrame {
  readonly bytes: Buffer;

  constructor(text: string) {
    const length = Buffer.byteLength(text);
    const start = headerLength(length);
    const bytes = Buffer.allocUnsafe(start + length);
    // A text, and the last (the only) fragment of its message.
    bytes[0] = 0x81;
    if (start === 2) bytes[1] = length;
    else if (start === 4) bytes.writeUInt16BE(length, bytes.writeUInt8(126, 1));
    else bytes.writeBigUInt64BE(BigInt(length), bytes.writeUInt8(127, 1));
    bytes.write(text, start);
    this.bytes = bytes;
  }
}

function headerLength(length: number): 2 | 4 | 10 {
  if (length < 126) return 2;
  return length < 65_536 ? 4 : 10;
}
