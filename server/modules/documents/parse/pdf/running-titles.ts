import type { PageText, TextLine } from './page-text.ts';

/** Running titles stand in the outer part of a page, apart from its text, in letters not larger than those of the text. */
const edge = 0.12;
const apart = 1.9;
const minPages = 3;
/** Left and right pages may have titles of their own, chapters too. */
const minShare = 0.3;

interface Candidate {
  page: PageText;
  line: TextLine;
}

/** Takes repeated headers, footers and page numbers away; what would leave a page without text stays. */
export function dropRunningTitles(pages: PageText[], bodySize: number): PageText[] {
  const bySignature = Map.groupBy(
    pages.flatMap((page) => candidatesOf(page, bodySize)),
    signature,
  );
  const dropped = new Set<TextLine>();
  for (const found of bySignature.values()) {
    if (found.length < Math.max(minPages, pages.length * minShare) || !numbersCountPages(found)) continue;
    for (const { line } of found) dropped.add(line);
  }
  return pages.map((page) => {
    const lines = page.lines.filter((line) => !dropped.has(line));
    return lines.length > 0 ? { ...page, lines } : page;
  });
}

function candidatesOf(page: PageText, bodySize: number): Candidate[] {
  const lines = page.lines.toSorted((a, b) => a.y - b.y);
  return [...outerLines(lines, page, bodySize), ...outerLines(lines.toReversed(), page, bodySize)].map((line) => ({
    page,
    line,
  }));
}

/** The lines from one end of the page up to the first wide space. */
function outerLines(lines: TextLine[], { height }: PageText, bodySize: number): TextLine[] {
  for (const [index, line] of lines.slice(0, 3).entries()) {
    const isOuter = line.y < height * edge || line.y > height * (1 - edge);
    if (!isOuter || line.size > bodySize * 1.08) return [];
    const next = lines[index + 1];
    if (next && Math.abs(next.y - line.y) > apart * Math.max(line.size, next.size)) return lines.slice(0, index + 1);
  }
  return [];
}

const signature = ({ line }: Candidate): string =>
  `${line.text.toLowerCase().replace(/\d+/g, '#')}@${Math.round(line.y / 4)}`;

/** Numbers in a running title stay the same or count with the pages; others tell something. */
function numbersCountPages(found: Candidate[]): boolean {
  const numbers = found.map(({ line, page }) => ({
    page: page.number,
    values: line.text.match(/\d+/g)?.map(Number) ?? [],
  }));
  const [first] = numbers;
  return (first?.values ?? []).every((value, index) => {
    const stays = numbers.every(({ values }) => values[index] === value);
    const offset = value - (first?.page ?? 0);
    return stays || numbers.every(({ values, page }) => values[index] === page + offset);
  });
}
