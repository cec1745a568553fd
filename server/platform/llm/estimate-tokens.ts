/** Scripts that tokenizers split into about one token per character: Chinese, Japanese, Korean. */
const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
/** Anything else outside of ASCII: accents, Cyrillic, Arabic, emoji, …, at about two characters a token. */
const sparse = /[^\p{ASCII}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/**
 * About how many tokens a text has, without a tokenizer: a token per CJK character, one per two other characters outside of ASCII,
 * one per four ASCII characters. Linear and cheap.
 */
export function estimateTokens(text: string): number {
  const denseCount = text.match(dense)?.length ?? 0;
  const sparseCount = text.match(sparse)?.length ?? 0;
  const ascii = text.length - denseCount - sparseCount;
  return Math.ceil(denseCount + sparseCount / 2 + ascii / 4);
}
