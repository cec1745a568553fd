import type { Signal } from './bus.ts';

/** A signal as it travels between processes. */
export interface Parcel {
  /** The log it is about; null: it is for every process. */
  logId: string | null;
  text: string;
}

/**
 * One line of plain fields and the JSON as it is: an event was serialised once, by who appended it, and is not wrapped in
 * other JSON. The first field names the sender.
 */
export function packSignal(sender: string, signal: Signal): Parcel {
  if (signal.kind === 'event') {
    const { logId, seq, epoch, type, json } = signal.event;
    return { logId, text: `${sender} event ${seq} ${epoch} ${type}\n${json}` };
  }
  if (signal.kind === 'moment') {
    const { logId, from, json } = signal;
    return { logId, text: `${sender} moment ${from}\n${json}` };
  }
  if (signal.kind === 'read') return { logId: signal.logId, text: `${sender} read ${signal.userId} ${signal.seq}\n` };
  return { logId: null, text: `${sender} ${signal.kind}\n${JSON.stringify(signal)}` };
}

/** Reads a parcel, or returns undefined for one of `self`, which has seen it. */
export function unpackSignal(self: string, { logId, text }: Parcel): Signal | undefined {
  if (text.startsWith(self)) return undefined;
  const end = text.indexOf('\n');
  const [, kind, ...fields] = text.slice(0, end).split(' ');
  const json = text.slice(end + 1);
  if (logId === null) return JSON.parse(json) as Signal;
  if (kind === 'moment') return { kind, logId, from: fields[0] ?? '', json };
  if (kind === 'read') return { kind, logId, userId: fields[0] ?? '', seq: Number(fields[1]) };
  const [seq, epoch = '', type = ''] = fields;
  return { kind: 'event', event: { logId, seq: Number(seq), epoch, type, json } };
}
