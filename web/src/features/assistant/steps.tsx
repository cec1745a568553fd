import type { RunSnapshotPart } from '@parlance/contracts';
import type { RunCall, RunState } from '@parlance/sdk';
import { Brain, Check, ChevronRight, Hand, Wrench, X } from 'lucide-react';
import { currentLocale, t } from '../../i18n/index.ts';
import { Spinner } from '../../ui/spinner.tsx';

type ToolCall = Extract<RunSnapshotPart, { type: 'tool-call' }>;
type Reasoning = Extract<RunSnapshotPart, { type: 'reasoning' }>;

const isStep = (part: RunSnapshotPart): part is ToolCall | Reasoning =>
  part.type === 'tool-call' || (part.type === 'reasoning' && part.text.trim() !== '');

/** Whether an answer came about by more than writing it. */
export const hasSteps = (run: RunState): boolean => run.parts.some(isStep);

/** What the assistant thought and did for an answer, each as a line that unfolds. */
export function Steps({ run, live }: { run: RunState; live: boolean }) {
  const steps = run.parts.filter(isStep);
  if (steps.length === 0) return null;
  return (
    <ul aria-label={t('assistant.steps')} className="mt-1 mb-2 flex flex-col items-stretch gap-1">
      {steps.map((step) =>
        step.type === 'tool-call' ? (
          <ToolStep key={step.tool_call_id} call={step} more={run.calls[step.tool_call_id]} live={live} />
        ) : (
          <ReasoningStep key={step.part_id} step={step} live={live} />
        ),
      )}
    </ul>
  );
}

const row =
  'group/step w-fit max-w-full rounded-xl text-sm open:w-full open:bg-sunken/70 [&_summary::-webkit-details-marker]:hidden';
const summary =
  'flex cursor-pointer list-none items-center gap-2 rounded-xl py-1 ps-1 pe-2.5 text-muted hover:text-ink [&>svg]:size-4 [&>svg]:shrink-0';
const chevron = 'text-faint transition-transform group-open/step:rotate-90 rtl:-scale-x-100';

function ReasoningStep({ step, live }: { step: Reasoning; live: boolean }) {
  return (
    <li>
      <details className={row}>
        <summary className={summary}>
          <ChevronRight className={chevron} aria-hidden />
          <Brain aria-hidden />
          {t(live && !step.done ? 'assistant.reasoning_now' : 'assistant.reasoning')}
        </summary>
        <p dir="auto" className="px-3 pb-2.5 text-start whitespace-pre-wrap text-muted wrap-anywhere">
          {step.text.trim()}
        </p>
      </details>
    </li>
  );
}

function ToolStep({ call, more, live }: { call: ToolCall; more: RunCall | undefined; live: boolean }) {
  return (
    <li>
      <details className={row} data-tool={call.name}>
        <summary className={summary}>
          <ChevronRight className={chevron} aria-hidden />
          <Wrench aria-hidden />
          <span className="truncate">{call.title}</span>
          <CallState call={call} live={live} />
          {more?.durationMs != null && (
            <span className="shrink-0 text-xs text-faint tabular-nums">{duration(more.durationMs)}</span>
          )}
        </summary>
        <dl className="grid gap-1.5 px-3 pb-2.5">
          <dt className="text-xs font-medium text-faint">
            {t('assistant.arguments')} <code className="font-mono">{call.name}</code>
          </dt>
          <dd>
            <Json value={call.args} />
          </dd>
          {call.result !== null && (
            <>
              <dt className="text-xs font-medium text-faint">{t('assistant.result')}</dt>
              <dd
                dir="auto"
                className="max-h-64 overflow-auto font-mono text-xs leading-5 whitespace-pre-wrap wrap-anywhere"
              >
                {call.result}
              </dd>
            </>
          )}
        </dl>
      </details>
    </li>
  );
}

function CallState({ call, live }: { call: ToolCall; live: boolean }) {
  switch (call.state) {
    case 'running':
      return live ? <Spinner /> : null;
    case 'waiting':
      return <Hand aria-label={t('assistant.call_waiting')} className="text-warn" />;
    case 'done':
      return <Check aria-label={t('assistant.call_done')} className="text-accent-ink" />;
    case 'failed':
      return <X aria-label={t('assistant.call_failed')} className="text-danger" />;
    case 'rejected':
      return <span className="text-xs text-faint">{t('assistant.call_rejected')}</span>;
  }
}

/** What a tool is given, exactly. */
export function Json({ value }: { value: unknown }) {
  return (
    <pre
      dir="ltr"
      className="max-h-64 overflow-auto rounded-lg bg-sunken px-3 py-2 font-mono text-xs leading-5 whitespace-pre-wrap wrap-anywhere"
    >
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}

function duration(ms: number): string {
  const number = (value: number, digits: number) =>
    value.toLocaleString(currentLocale(), { maximumFractionDigits: digits });
  return ms < 1_000 ? `${number(ms, 0)} ms` : `${number(ms / 1_000, 1)} s`;
}
