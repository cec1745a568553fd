import type { ConversationEvent, Message } from '@parlance/contracts';
import { ParlanceError } from '@parlance/sdk';
import type { Dice } from './dice.ts';
import { type FreshConversation, fetchLog } from './fresh-view.ts';
import type { History } from './history.ts';
import type { Ledger, Sent } from './ledger.ts';
import type { World } from './world.ts';

interface PromiseContext {
  world: World;
  ledger: Ledger;
  history: History;
  dice: Dice;
  /** What the owner of all groups sees. */
  view: ReadonlyMap<string, FreshConversation>;
}

const retriesChecked = 30;

/** Holds what the servers promised against what is there now. */
export async function checkPromises(context: PromiseContext): Promise<void> {
  const messages = [...context.view.values()].flatMap((conversation) => conversation.messages);
  const byKey = Map.groupBy(messages, ({ message_id }) => message_id);
  for (const sent of context.ledger.sends.values()) checkSent(context, sent, byKey.get(sent.key) ?? []);
  checkOrder(context, byKey);
  checkChanges(context, messages);
  await checkLogs(context);
  await checkRetries(context);
}

/** Acknowledged: exactly once and where it was said. Not acknowledged: at most once. */
function checkSent({ history, world }: PromiseContext, sent: Sent, found: Message[]): void {
  const { key, device, ack, conversationId, through } = sent;
  const [message] = found;
  if (found.length > 1) history.violation(`${key} is there ${found.length} times`, key, device);
  if (message === undefined) {
    if (ack !== null) history.violation(`${key} was acknowledged with seq ${ack.seq} and is not there`, key, device);
    // The outbox goes on until it succeeds; only in the changing group it may be refused.
    else if (through === 'outbox' && conversationId !== world.changingGroup)
      history.violation(`${key} was given to the outbox and never arrived`, key, device);
    return;
  }
  if (ack !== null && (ack.id !== message.id || ack.seq !== message.seq))
    history.violation(
      `${key} is ${message.id} (${message.seq}), not ${ack.id} (${ack.seq}) as acknowledged`,
      key,
      device,
    );
  if (message.conversation_id !== conversationId || message.sender_id !== sent.userId)
    history.violation(`${key} is in another conversation or of another sender`, key, device);
}

/** The messages that a device gave to its outbox stand in that order. */
function checkOrder({ ledger, history }: PromiseContext, byKey: ReadonlyMap<string, Message[]>): void {
  const last = new Map<string, { key: string; seq: number }>();
  for (const { key, device, conversationId, through } of ledger.sends.values()) {
    const seq = byKey.get(key)?.[0]?.seq;
    if (through !== 'outbox' || seq === undefined) continue;
    const lane = `${device} ${conversationId}`;
    const before = last.get(lane);
    if (before !== undefined && before.seq > seq)
      history.violation(`${key} (${seq}) was sent after ${before.key} (${before.seq}) by ${device}`, key, before.key);
    last.set(lane, { key, seq });
  }
}

function checkChanges({ ledger, history, view, world }: PromiseContext, messages: readonly Message[]): void {
  const check = (subject: string, initial: string, now: string) => {
    const possible = ledger.possible(subject, initial);
    if (!possible.has(now)) history.violation(`${subject} is "${now}", not "${[...possible].join('" or "')}"`, subject);
  };
  for (const { id, content, message_id, deleted_at, reactions } of messages) {
    check(`deletion of ${id}`, 'none', deleted_at === null ? 'none' : 'deleted');
    if (deleted_at !== null) continue;
    check(`text of ${id}`, ledger.sends.get(message_id)?.text ?? content.text, content.text);
    for (const { id: userId } of world.people) {
      for (const emoji of ['👍', '🎉', '❤️']) {
        const isOn = reactions.some((reaction) => reaction.emoji === emoji && reaction.user_ids.includes(userId));
        check(`${emoji} of ${userId} at ${id}`, 'off', isOn ? 'on' : 'off');
      }
    }
  }
  for (const [id, { wire }] of view) check(`title of ${id}`, world.titles.get(id) ?? '', wire.title ?? '');
  const members = view.get(world.changingGroup)?.wire.members ?? [];
  for (const { id } of world.people.slice(1))
    check(`membership of ${id}`, 'yes', members.some(({ user_id }) => user_id === id) ? 'yes' : 'no');
}

/** Logs have no gaps, and what their events leave is what is fetched. */
async function checkLogs({ world, history, view }: PromiseContext): Promise<void> {
  const client = world.people[0]?.observer;
  if (client === undefined) return;
  for (const [id, { wire, messages }] of view) {
    const log = await fetchLog(client, id);
    const gap = log.find(({ seq }, index) => seq !== index + 1);
    if (gap) history.violation(`the log of ${id} has a gap before ${gap.seq}`);
    if (log.length !== wire.head_seq) history.violation(`the log of ${id} ends at ${log.length}, not ${wire.head_seq}`);
    const created = log.flatMap((event: ConversationEvent) => (event.type === 'message-created' ? [event] : []));
    const inLog = created.map(({ seq, message }) => `${seq} ${message.id}`).join();
    if (inLog !== messages.map((message) => `${message.seq} ${message.id}`).join())
      history.violation(`the messages of ${id} are not those of its log`);
  }
}

/** A send that is repeated long after gets the original. */
async function checkRetries({ world, ledger, history, dice }: PromiseContext): Promise<void> {
  const acknowledged = [...ledger.sends.values()].filter(({ ack }) => ack !== null);
  for (let count = 0; count < retriesChecked; count++) {
    const sent = dice.pick(acknowledged);
    const sender = world.people.find(({ id }) => id === sent?.userId);
    if (!sent?.ack || sender === undefined) continue;
    const { key, conversationId: conversation_id, text: content } = sent;
    try {
      const { id, seq } = await sender.observer.messages.send({ conversation_id, message_id: key, content });
      if (id !== sent.ack.id || seq !== sent.ack.seq)
        history.violation(`${key} repeated became ${id} (${seq}), not ${sent.ack.id} (${sent.ack.seq})`, key);
    } catch (error) {
      const isNoMember = error instanceof ParlanceError && error.status === 404;
      if (!isNoMember || conversation_id !== world.changingGroup)
        history.violation(`${key} could not be repeated: ${error}`, key);
    }
  }
}
