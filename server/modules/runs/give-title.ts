import { transact } from '../../platform/db/index.ts';
import { LlmError } from '../../platform/llm/index.ts';
import { entitleConversation } from '../conversations/index.ts';
import type { AgentTurn } from './agent/turn.ts';

/** UTF-16 units of a title. */
const longestTitle = 60;
const timeoutMs = 15_000;

/** Names a new conversation with the assistant after its first question. Its owner may rename it; a title that is there stays. */
export async function giveTitle(turn: AgentTurn): Promise<void> {
  const { ctx, conversation, triggerId } = turn;
  if (conversation.kind !== 'assistant' || conversation.title !== null) return;
  const row = await ctx.db.selectFrom('messages').select('content').where('id', '=', triggerId).executeTakeFirst();
  const question = row?.content.text ?? '';
  const title = (await askModel(turn, question)) ?? shorten(question);
  if (title === '') return;
  await transact(ctx.db, (tx) => entitleConversation(ctx, tx, { conversationId: conversation.id, title }));
}

async function askModel({ model }: AgentTurn, question: string): Promise<string | undefined> {
  if (!model) return undefined;
  const system = `Name this conversation in at most six words, in its own language. Answer with the name alone.`;
  const request = {
    messages: [
      { role: 'system' as const, content: system },
      { role: 'user' as const, content: question.slice(0, 2_000) },
    ],
    maxTokens: 30,
  };
  try {
    let text = '';
    for await (const chunk of model.stream(request, { signal: AbortSignal.timeout(timeoutMs) }))
      if (chunk.type === 'text') text += chunk.delta;
    return shorten(text.replace(/^["'#*\s]+|["'*.\s]+$/g, '')) || undefined;
  } catch (error) {
    if (error instanceof LlmError || (error instanceof Error && error.name === 'TimeoutError')) return undefined;
    throw error;
  }
}

/** The first line, cut between words. */
function shorten(text: string): string {
  const line = text.trim().split(/\s*\n/, 1)[0]?.replace(/\s+/g, ' ') ?? '';
  if (line.length <= longestTitle) return line;
  const cut = line.slice(0, longestTitle - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), longestTitle / 2)).trimEnd()}…`;
}
