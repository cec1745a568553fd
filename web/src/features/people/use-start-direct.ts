import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useStore } from '../../app/chat-store.tsx';

/** Opens the conversation with one person, making it where there is none. */
export function useStartDirect() {
  const store = useStore();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (userId: string) => store.createConversation({ member_ids: [userId] }),
    onSuccess: (conversation) =>
      navigate({ to: '/app/c/$conversationId', params: { conversationId: conversation.id } }),
  });
}
