import type { RunState } from '@parlance/sdk';
import { type TextKey, t } from '../../i18n/index.ts';

const known: Record<string, TextKey & `assistant.status_${string}`> = {
  '': 'assistant.status_waiting',
  'Waiting…': 'assistant.status_waiting',
  'Loading conversation…': 'assistant.status_loading',
  'Thinking…': 'assistant.status_thinking',
  'Creating visualization…': 'assistant.status_drawing',
  'Waiting for approval…': 'assistant.status_approval',
};

/** What the assistant is doing just now. The server's own steps are known here; a tool's name is said as it is. */
export function statusWords({ statusText, parts }: RunState): string {
  const last = parts.at(-1);
  if (last?.type === 'text' && !last.done && last.text !== '') return t('assistant.status_writing');
  const key = known[statusText];
  return key ? t(key) : statusText;
}

/** Whether a run may still say something. */
export const isUnderWay = ({ status }: Pick<RunState, 'status'>): boolean =>
  status === 'queued' || status === 'running' || status === 'waiting';
