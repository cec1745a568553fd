/** A piece of a row with no wide gap in it. Places are points from the top left of the page as it is shown. */
export interface Segment {
  text: string;
  x: number;
  right: number;
  /** The baseline. */
  y: number;
  /** Height of the font. */
  size: number;
}

/** A line as it is read: within one column, with more than one cell where wide gaps part it. */
export interface TextLine extends Segment {
  cells: string[];
}

export interface PageText {
  number: number;
  height: number;
  /** In the order they are read. */
  lines: TextLine[];
}

/** What pdf.js gives for each piece of text, placed on the page. */
export interface TextRun extends Segment {
  isRightToLeft: boolean;
}

/** A gap of this many font heights is a space. */
const spaceGap = 0.15;
/** A wider one parts columns or cells. */
const cellGap = 1.1;

/** Groups runs into rows by their baselines and parts the rows at wide gaps. */
export function toSegments(runs: TextRun[]): Segment[] {
  const rows: { y: number; size: number; runs: TextRun[] }[] = [];
  for (const run of runs.toSorted((a, b) => a.y - b.y || a.x - b.x)) {
    const row = rows.at(-1);
    // Half the height: an index or exponent belongs to its row, the next line does not.
    if (row && run.y - row.y < 0.5 * Math.max(run.size, row.size)) {
      row.runs.push(run);
      if (run.size > row.size) Object.assign(row, { y: run.y, size: run.size });
    } else {
      rows.push({ y: run.y, size: run.size, runs: [run] });
    }
  }
  return rows.flatMap((row) => splitRow(row.runs.sort((a, b) => a.x - b.x)));
}

function splitRow(runs: TextRun[]): Segment[] {
  const groups: TextRun[][] = [];
  for (const run of runs) {
    const last = groups.at(-1)?.at(-1);
    const gap = last ? run.x - last.right : 0;
    if (last && gap <= cellGap * Math.max(run.size, last.size)) groups.at(-1)?.push(run);
    else groups.push([run]);
  }
  return groups.map(joinRuns);
}

function joinRuns(runs: TextRun[]): Segment {
  const isRightToLeft = runs.filter((run) => run.isRightToLeft).length * 2 > runs.length;
  const ordered = isRightToLeft ? runs.toReversed() : runs;
  const largest = runs.reduce((a, b) => (b.size > a.size ? b : a));
  let text = '';
  for (const [index, run] of ordered.entries()) {
    const before = ordered[index - 1];
    const gap = before ? (isRightToLeft ? before.x - run.right : run.x - before.right) : 0;
    // Bold text is sometimes the same text drawn twice.
    if (before?.text === run.text && Math.abs(run.x - before.x) < 1) continue;
    const hasSpace = /\s$/.test(text) || /^\s/.test(run.text);
    text += before && !hasSpace && gap > spaceGap * run.size ? ` ${run.text}` : run.text;
  }
  return {
    text: text.replace(/\s+/g, ' ').trim(),
    x: runs[0]?.x ?? 0,
    right: Math.max(...runs.map((run) => run.right)),
    y: largest.y,
    size: largest.size,
  };
}
