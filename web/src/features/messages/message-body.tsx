import type { Content } from '@parlance/contracts';
import { useMemo } from 'react';
import { Attachments, ChartPicture } from './attachments.tsx';
import { useOpenChat } from './chat-context.ts';
import { RichText } from './rich-text.tsx';
import { TablePartView } from './table-part.tsx';

/** Everything a message says: its text, tables and files. */
export function MessageBody({ content }: { content: Content }) {
  const { conversation, myId } = useOpenChat();
  const { members } = conversation;
  const usernames = useMemo(
    () => new Set(['assistant', ...members.map((member) => member.username.toLowerCase())]),
    [members],
  );
  const mine = members.find((member) => member.user_id === myId)?.username.toLowerCase() ?? '';
  const files = content.parts.filter((part) => part.type === 'file');
  return (
    <>
      {[...content.parts.entries()].map(([place, part]) => {
        switch (part.type) {
          case 'text':
            return <RichText key={place} text={part.text} usernames={usernames} myUsername={mine} />;
          case 'table':
            return <TablePartView key={place} columns={part.columns} rows={part.data} />;
          case 'chart':
            return part.media_id && <ChartPicture key={place} mediaId={part.media_id} />;
          default:
            return null;
        }
      })}
      <Attachments files={files} />
    </>
  );
}
