import type { Violation } from './history.ts';
import type { Run } from './run.ts';

/** How a run went. */
export interface FaultReport {
  readonly acknowledged: number;
  /** Faults and deeds of each kind. */
  readonly counts: ReadonlyMap<string, number>;
  readonly violations: readonly Violation[];
  /** All of it, for people. */
  readonly text: string;
}

const violationsShown = 6;

/** One line about a run under way. */
export function describeProgress({ history, ledger, world, chaos }: Run): string {
  const live = world.devices.filter(({ store }) => store.getSnapshot().live).length;
  const newest = history.violations.at(-1);
  return [
    `${history.elapsed().toFixed(0).padStart(4)} s`,
    `${ledger.sends.size} sent, ${ledger.acknowledged} acknowledged`,
    `${live} of ${world.devices.length} devices current`,
    `${chaos.strikes} faults`,
    newest === undefined
      ? 'no violations'
      : `${history.violations.length} VIOLATIONS, the last: ${newest.what.slice(0, 300)}`,
  ].join(' · ');
}

/** What was done, what it did, and what must not have been. */
export function report(run: Run): FaultReport {
  const { history, ledger, world, chaos, resets, options } = run;
  const { mode, seconds, seed, users, devices } = options;
  const absences = world.devices.flatMap((device) => device.absences);
  const counts = [...history.counts].sort(([a], [b]) => (a < b ? -1 : 1));
  const text = [
    `${mode}, seed ${seed}: ${seconds} s of faults, ${history.elapsed().toFixed(0)} s in all, ${users} users with ${devices} devices each`,
    `messages: ${ledger.sends.size} sent, ${ledger.acknowledged} acknowledged`,
    `mails: ${resets.describe()}`,
    `faults and deeds: ${counts.map(([what, times]) => `${what} ${times}`).join(', ')}`,
    `from the end of a fault until all devices are current: ${spread(chaos.recoveries)}`,
    `a device without a current view: ${spread(absences)}`,
    ...history.violations.slice(0, violationsShown).flatMap(describeViolation),
    history.violations.length === 0 ? 'no violations' : `${history.violations.length} VIOLATIONS with seed ${seed}`,
  ].join('\n');
  return { acknowledged: ledger.acknowledged, counts: history.counts, violations: history.violations, text };
}

const describeViolation = ({ what, history }: Violation): string[] => [
  '',
  `VIOLATION: ${what}`,
  ...history.map((line) => `  ${line}`),
  '',
];

function spread(seconds: number[]): string {
  const sorted = seconds.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]?.toFixed(2) ?? '–';
  return `p50 ${at(0.5)} s, p95 ${at(0.95)} s, max ${at(1)} s (${sorted.length} times)`;
}
