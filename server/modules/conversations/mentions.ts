const mention = /(?<![\p{L}\p{M}\p{N}_@])@([\p{L}\p{N}](?:[\p{L}\p{M}\p{N}._-]*[\p{L}\p{M}\p{N}])?)/gu;
const mostMentions = 50;

/** The user names that a text addresses with `@name`, as written, each once, at most fifty. */
export function findMentionedNames(text: string): string[] {
  const names = new Set<string>();
  for (const match of text.matchAll(mention)) {
    if (match[1]) names.add(match[1]);
    if (names.size === mostMentions) break;
  }
  return [...names];
}
