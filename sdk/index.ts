export { composeAnswer } from '@parlance/contracts/run-parts';
export { type ClientOptions, createClient, type ParlanceClient } from './client.ts';
export type { Clock } from './clock.ts';
export { NetworkError, ParlanceError } from './errors.ts';
export { localStorageOutbox, type OutboxStorage, type StoredOutgoing } from './outbox-storage.ts';
export type { ConnectionState, RealtimeSocket } from './realtime.ts';
export { applyConversationEvent, conversationFromWire } from './replica.ts';
export { applyUserEvent } from './replica-account.ts';
export type { Page } from './rest/page.ts';
export { isActive, type RunCall, type RunState } from './run-state.ts';
export type { SessionChange } from './session.ts';
export type {
  AccountState,
  Applied,
  ConversationState,
  LogPosition,
  OutgoingMessage,
  StoreSnapshot,
} from './state.ts';
export { ChatStore, createStore, type IncomingMessage, type StoreOptions } from './store.ts';
export { localStorageTokens, memoryTokens, type StoredTokens, type TokenStore } from './tokens.ts';
export type { UploadOptions, UploadProgress } from './upload.ts';
