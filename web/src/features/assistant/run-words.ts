import { isActive, type RunState } from '@parlance/sdk';
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
export function statusWords({ statusText }: RunState): string {
  const key = known[statusText];
  return key ? t(key) : statusText;
}

/** Whether words are coming in just now. */
export function isWriting({ parts }: RunState): boolean {
  const last = parts.at(-1);
  return last?.type === 'text' && !last.done && last.text.trim() !== '';
}

/** Whether a run may still say something. */
export const isUnderWay = ({ status }: Pick<RunState, 'status'>): boolean => isActive(status);
