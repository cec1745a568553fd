import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useStore } from '../../app/chat-store.tsx';
import { describeError } from '../../app/errors.ts';
import { notify } from '../../ui/toast.tsx';

/** Opens a fresh conversation with the assistant, or the one that is still empty, and asks at once where there is a question. */
export function useStartAssistant() {
  const store = useStore();
  const navigate = useNavigate();
  const findEmpty = () =>
    [...store.getSnapshot().conversations.values()].find(
      ({ kind, lastMessage, outgoing }) => kind === 'assistant' && lastMessage === null && outgoing.length === 0,
    );
  return useMutation({
    mutationFn: async (question: string) => {
      const { id } = findEmpty() ?? (await store.createConversation({ kind: 'assistant', member_ids: [] }));
      if (question !== '') store.send(id, question);
      return id;
    },
    onSuccess: (conversationId) => navigate({ to: '/app/c/$conversationId', params: { conversationId } }),
    onError: (error) => notify(describeError(error)),
  });
}
