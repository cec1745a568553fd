import type { Platform } from '../../platform/platform.ts';
import type { ConversationPorts, ConversationsContext } from './context.ts';
import { MessageLane } from './message-lane.ts';

// The tables of this module, declared to the database's types.
import './conversations.tables.ts';

export { entitleConversation, lockConversationLog, postAnswer } from './answers.actions.ts';
export type { AskedMessage, ConversationPorts, ConversationsContext } from './context.ts';
export { accessConversation, conversationNotFound } from './conversations.access.ts';
export { createConversation } from './conversations.actions.ts';
export { listFollowedLogs, listMemberIds } from './conversations.queries.ts';
export { registerConversationRoutes } from './conversations.routes.ts';
export { postMessage } from './messages.actions.ts';
export { registerMessageRoutes } from './messages.routes.ts';
export { listAcquaintances, listConversationsOf } from './people.queries.ts';
export { advanceRead } from './read-state.actions.ts';
export { listReadMarks } from './read-state.queries.ts';
export { searchMessagesTool } from './search-messages.tool.ts';

/** What the module's actions and routes need; one per process. */
export function createConversations(platform: Platform, ports: ConversationPorts): ConversationsContext {
  return { ...platform, ports, lane: new MessageLane(platform.db) };
}
