import type { Message } from '@parlance/contracts';
import type { Tx } from '../../platform/db/index.ts';
import { AppError } from '../../platform/errors.ts';
import { attachMedia } from '../media/index.ts';

/** Makes the pictures of charts part of the message that shows them: whoever reads it may fetch them. One that is gone is left out. */
export async function attachCharts(tx: Tx, message: Message, ownerId: string): Promise<void> {
  const mediaIds = message.content.parts.flatMap((part) =>
    part.type === 'chart' && part.media_id !== null ? [part.media_id] : [],
  );
  for (const mediaId of mediaIds) {
    try {
      const { id: messageId, conversation_id: conversationId } = message;
      await attachMedia(tx, { messageId, conversationId, ownerId, mediaIds: [mediaId] });
    } catch (error) {
      // Its owner has deleted it meanwhile: the chart is still drawn from its specification.
      if (!(error instanceof AppError && error.code === 'not_found')) throw error;
    }
  }
}
