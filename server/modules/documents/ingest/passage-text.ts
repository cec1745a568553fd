/** What is embedded and indexed of a chunk: its text under the titles it stands below. */
export const passageText = ({ prefix, content }: { prefix: string; content: string }): string =>
  prefix === '' ? content : `${prefix}\n${content}`;
