interface HighlightedProps {
  text: string;
  /** [start, end) in UTF-16 units. */
  ranges: readonly (readonly number[])[];
}

/** An excerpt with what matched marked. */
export function Highlighted({ text, ranges }: HighlightedProps) {
  const pieces: { from: number; text: string; hit: boolean }[] = [];
  let position = 0;
  for (const [start = 0, end = 0] of [...ranges].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))) {
    if (start < position || end <= start) continue;
    pieces.push({ from: position, text: text.slice(position, start), hit: false });
    pieces.push({ from: start, text: text.slice(start, end), hit: true });
    position = end;
  }
  pieces.push({ from: position, text: text.slice(position), hit: false });
  return pieces.map((piece) =>
    piece.hit ? (
      <mark key={piece.from} className="rounded-[3px] bg-mark text-ink">
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  );
}
