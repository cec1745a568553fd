// The grammar of UTS #51, so that emoji newer than this Node pass as well: a flag, a keycap, or pictographs with skin tone,
// presentation or tags, joined by U+200D.
const element = String.raw`\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F)?(?:[\u{E0020}-\u{E007E}]+\u{E007F})?`;
const emoji = new RegExp(`^(?:\\p{RI}{2}|[0-9#*]\\uFE0F?\\u20E3|${element}(?:\\u200D${element})*)$`, 'u');
const fullyQualified = /^\p{RGI_Emoji}$/v;

/** The text if it is one emoji, else undefined. Heart and heart-as-emoji are one: whatever has two spellings comes back in the full one. */
export function readEmoji(text: string): string | undefined {
  if (!emoji.test(text)) return undefined;
  const full = `${text}\uFE0F`;
  return !fullyQualified.test(text) && fullyQualified.test(full) ? full : text;
}
