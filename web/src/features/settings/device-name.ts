const browsers: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux/, 'Linux'],
];

const find = (table: [RegExp, string][], agent: string) => table.find(([pattern]) => pattern.test(agent))?.[1];

/** "Firefox, Windows" from a User-Agent header; the start of an unknown one; undefined for none. */
export function deviceName(agent: string | null): string | undefined {
  if (!agent) return undefined;
  const known = [find(browsers, agent), find(systems, agent)].filter(Boolean).join(', ');
  return known || agent.slice(0, 40);
}

/** Whether the header looks like a phone's. */
export const isPhone = (agent: string | null): boolean => /iPhone|Android|Mobile/.test(agent ?? '');
