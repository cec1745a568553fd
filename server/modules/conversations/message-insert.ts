import type { Content, Message } from '@parlance/contracts';
import { sql } from 'kysely';
import { type Db, prepared, type Tx } from '../../platform/db/index.ts';
import type { LoggedEvent } from '../../platform/log/index.ts';
import { presentMessage } from './conversations.present.ts';
import { searchVector } from './messages.queries.ts';
import { indexedText } from './search-text.ts';

/** A message that is ready to be stored; its seq is given by the database. */
export interface MessageDraft {
  id: string;
  conversationId: string;
  senderId: string;
  /** The sender's key. */
  key: string;
  contentHash: string;
  content: Content;
  replyTo: string | null;
  mentions: string[];
  createdAt: Date;
  /** It starts no run: where the conversation answers every message, it is not stored but handed back. */
  startsNothing: boolean;
}

/** What became of a draft. `known`: the key was used before, by the message `id`. */
export type InsertOutcome =
  | { outcome: 'created'; message: Message; event: LoggedEvent }
  | { outcome: 'known'; id: string; contentHash: string }
  | { outcome: 'not_member' }
  | { outcome: 'bad_reply' }
  /** In this conversation the message asks the assistant: it has to be stored together with its run. */
  | { outcome: 'starts_run' };

/**
 * Stores messages with their events in one statement: checks membership and keys, locks the logs in the order of their
 * ids, numbers the new messages without gaps and answers for each draft, in order. No two drafts of a call may share
 * sender, conversation and key. A send that races another with the same key fails on `messages_key`: repeat it and it
 * finds the other's message.
 */
export async function insertMessages(db: Db | Tx, drafts: MessageDraft[]): Promise<InsertOutcome[]> {
  const texts = drafts.map(eventText);
  const { rows } = await sql<InsertedRow>`${sql.raw(prepared)}
    with draft as (
      select * from unnest(
        ${drafts.map((_, index) => index)}::int[], ${drafts.map((d) => d.id)}::uuid[],
        ${drafts.map((d) => d.conversationId)}::uuid[], ${drafts.map((d) => d.senderId)}::uuid[],
        ${drafts.map((d) => d.key)}::text[], ${drafts.map((d) => d.contentHash)}::text[],
        ${drafts.map((d) => JSON.stringify(d.content))}::text[], ${drafts.map((d) => d.replyTo)}::uuid[],
        ${drafts.map((d) => `{${d.mentions.join(',')}}`)}::text[], ${drafts.map((d) => indexedText(d.content.text))}::text[],
        ${drafts.map((d) => d.createdAt)}::timestamptz[], ${texts.map((t) => t.head)}::text[], ${texts.map((t) => t.tail)}::text[],
        ${drafts.map((d) => d.startsNothing)}::boolean[]
      ) as d(ord, id, conversation_id, sender_id, key, hash, content, reply_to, mentions, words, at, head, tail, starts_nothing)
      where d.ord between 0 and 1000000 -- always so: makes the planner expect few rows, hence indexes, also while tables are small
    ), allowed as (
      select d.ord, d.reply_to is null or exists (
        select from messages r where r.id = d.reply_to and r.conversation_id = d.conversation_id and r.deleted_at is null
      ) as reply_ok, d.starts_nothing and c.kind in ('assistant', 'database') as starts_run
      from draft d join conversation_members m on m.conversation_id = d.conversation_id and m.user_id = d.sender_id
      join conversations c on c.id = d.conversation_id
      for key share of m
    ), known as (
      select d.ord, x.id, x.content_hash
      from draft d join messages x on x.conversation_id = d.conversation_id and x.sender_id = d.sender_id and x.message_id = d.key
    ), fresh as (
      select d.*, row_number() over (partition by d.conversation_id order by d.ord) as nth
      from draft d join allowed a on a.ord = d.ord and a.reply_ok and not a.starts_run
      where not exists (select from known k where k.ord = d.ord)
    ), wanted as (
      select conversation_id, count(*) as n from fresh group by conversation_id
    ), locked as (
      select log_id from logs where log_id in (select conversation_id from wanted) order by kind, log_id for update
    ), bumped as (
      update logs l set head_seq = l.head_seq + w.n, updated_at = now()
      from wanted w where l.log_id = w.conversation_id and l.log_id in (select log_id from locked)
      returning l.log_id, l.head_seq - w.n as base, l.epoch
    ), numbered as (
      select f.*, b.base + f.nth as seq, b.epoch from fresh f join bumped b on b.log_id = f.conversation_id
    ), stored as (
      insert into messages (id, conversation_id, seq, message_id, content_hash, sender, sender_id, content, reply_to, mentions, search, created_at)
      select id, conversation_id, seq, key, hash, 'user', sender_id, content::json, reply_to, mentions::uuid[],
        ${searchVector(sql`words`)}, at
      from numbered
    ), logged as (
      insert into events (log_id, seq, type, subject_id, payload)
      select conversation_id, seq, 'message-created', id, (head || seq || tail)::json from numbered
    )
    select d.ord, a.ord is not null as is_member, coalesce(a.reply_ok, true) as reply_ok, coalesce(a.starts_run, false) as starts_run,
      k.id as known_id, k.content_hash as known_hash, n.seq, n.epoch
    from draft d
    left join allowed a on a.ord = d.ord left join known k on k.ord = d.ord left join numbered n on n.ord = d.ord
    order by d.ord`.execute(db);
  return drafts.map((draft, index) => outcomeOf(draft, rows[index], texts[index]));
}

interface InsertedRow {
  is_member: boolean;
  reply_ok: boolean;
  starts_run: boolean;
  known_id: string | null;
  known_hash: string | null;
  seq: number | null;
  epoch: string | null;
}

interface EventText {
  head: string;
  tail: string;
}

/** The event as JSON around the one thing that only the database knows: the message's seq. */
function eventText(draft: MessageDraft): EventText {
  const message = JSON.stringify(messageOf(draft, 0)).slice('{"seq":0'.length);
  const rest = `,"at":"${draft.createdAt.toISOString()}","actor_id":"${draft.senderId}"}`;
  return { head: '{"type":"message-created","message":{"seq":', tail: `${message}${rest}` };
}

function messageOf(draft: MessageDraft, seq: number): Message {
  return presentMessage({
    id: draft.id,
    message_id: draft.key,
    conversation_id: draft.conversationId,
    seq,
    sender: 'user',
    sender_id: draft.senderId,
    content: draft.content,
    reply_to: draft.replyTo,
    mentions: draft.mentions,
    run_id: null,
    created_at: draft.createdAt,
    edited_at: null,
    deleted_at: null,
    reactions: null,
  });
}

function outcomeOf(draft: MessageDraft, row: InsertedRow | undefined, text: EventText | undefined): InsertOutcome {
  if (!row?.is_member || !text) return { outcome: 'not_member' };
  if (row.known_id !== null) return { outcome: 'known', id: row.known_id, contentHash: row.known_hash ?? '' };
  if (!row.reply_ok) return { outcome: 'bad_reply' };
  if (row.starts_run) return { outcome: 'starts_run' };
  if (row.seq === null || row.epoch === null) return { outcome: 'not_member' };
  const { seq, epoch } = row;
  const json = `{"seq":${seq},${text.head.slice(1)}${seq}${text.tail}`;
  return {
    outcome: 'created',
    message: messageOf(draft, seq),
    event: { logId: draft.conversationId, seq, epoch, type: 'message-created', json },
  };
}
