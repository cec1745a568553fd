const fence = /^ {0,3}(`{3,}|~{3,})/;
const listItem = /^(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const definition = /^ {0,3}\[[^\]]+\]:/m;

/**
 * Cuts a text in Markdown into stretches that can be rendered by themselves: while an answer comes in, only its last one changes.
 * Joined with blank lines they are the text. A text whose links are defined elsewhere in it stays whole.
 */
export function splitMarkdown(text: string): string[] {
  if (definition.test(text)) return [text];
  const blocks: string[][] = [];
  let open: string | undefined;
  let afterBlank = true;
  for (const line of text.split('\n')) {
    const mark = fence.exec(line)?.[1];
    const block = blocks.at(-1);
    const begins = open === undefined && afterBlank && line.trim() !== '' && !continues(block, line);
    if (begins || block === undefined) blocks.push([line]);
    else block.push(line);
    if (mark !== undefined && open === undefined) open = mark;
    else if (mark !== undefined && open !== undefined && mark.startsWith(open) && line.trim() === mark)
      open = undefined;
    afterBlank = line.trim() === '';
  }
  return blocks.map((lines) => lines.join('\n').replace(/\n+$/, '')).filter((block) => block.trim() !== '');
}

/** What is indented belongs to what stands before it, and so does the next item of a list. */
const continues = (block: readonly string[] | undefined, line: string): boolean =>
  /^\s/.test(line) || (listItem.test(line) && listItem.test(block?.[0] ?? ''));
