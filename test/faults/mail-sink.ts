import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import type { Dice } from './dice.ts';

/** A mail server that counts what it takes, by recipient. */
export interface MailSink {
  readonly url: string;
  readonly received: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** Takes its time with some mails, so that workers are killed between handing one over and knowing that it was taken. */
export async function openMailSink(dice: Dice, longestMs: number): Promise<MailSink> {
  const received = new Map<string, number>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData: async (stream, session, done) => {
      stream.resume();
      stream.once('end', async () => {
        for (const { address } of session.envelope.rcptTo) received.set(address, (received.get(address) ?? 0) + 1);
        await sleep(dice.between(0, longestMs));
        done();
      });
    },
  });
  // A killed worker resets its connection.
  server.on('error', () => undefined);
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await listening;
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
