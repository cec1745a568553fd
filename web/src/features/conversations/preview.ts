import type { Content, Message } from '@parlance/contracts';
import type { ConversationState } from '@parlance/sdk';
import { t } from '../../i18n/index.ts';
import { plainText } from '../assistant/plain-text.ts';
import { displayName } from '../people/names.ts';

/** A message in one line: its text, else what is attached. */
function contentPreview(content: Content): string {
  const text = content.parts.find((part) => part.type === 'text' && part.text.trim() !== '');
  if (text?.type === 'text')
    return text.text
      .replace(/```\w*\n?/g, '')
      .replace(/\s+/g, ' ')
      .trim();
  for (const part of content.parts) {
    if (part.type === 'file') return part.mime.startsWith('image/') ? t('list.photo') : part.filename;
    if (part.type === 'table') return t('message.table');
    if (part.type === 'chart') return t('message.chart');
  }
  return content.text;
}

/** A message in one line, as it is spoken of elsewhere. */
export const messagePreview = (message: Message): string =>
  message.sender === 'assistant' ? plainText(contentPreview(message.content)) : contentPreview(message.content);

/** The second line of a conversation in the list: who said what last. */
export function lastLine(conversation: ConversationState, myId: string): string {
  const waiting = conversation.outgoing.at(-1);
  if (waiting) return t('list.you', { text: contentPreview(waiting.content) });
  const last = conversation.lastMessage;
  if (!last) return t('list.no_messages');
  if (last.deleted_at) return t('list.deleted');
  const text = messagePreview(last);
  if (last.sender_id === myId) return t('list.you', { text });
  if (conversation.kind === 'direct' || conversation.kind === 'assistant') return text;
  if (last.sender === 'assistant') return t('list.from', { name: t('assistant.name'), text });
  const sender = conversation.members.find((member) => member.user_id === last.sender_id);
  return sender ? t('list.from', { name: displayName(sender), text }) : text;
}
