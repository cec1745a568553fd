import type { ConversationState, RunState } from '@parlance/sdk';
import { useChat } from '../../app/chat-store.tsx';
import { isUnderWay } from './run-words.ts';

/** One run as it is now, word by word; undefined where it is not known here. */
export const useRun = (conversationId: string, runId: string | null): RunState | undefined =>
  useChat((state) =>
    runId === null ? undefined : state.conversations.get(conversationId)?.runs.find(({ id }) => id === runId),
  );

/** The run that is answered now, or next. */
export const currentRun = ({ runs }: Pick<ConversationState, 'runs'>): RunState | undefined => runs.find(isUnderWay);

/** Whether someone may stop a run: who asked, or an owner of the conversation. */
export const mayStop = ({ members }: Pick<ConversationState, 'members'>, run: RunState, userId: string): boolean =>
  run.userId === userId || members.some((member) => member.user_id === userId && member.role === 'owner');
