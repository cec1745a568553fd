import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { after } from 'node:test';
import type { KyselyPlugin } from 'kysely';
import { WebSocket, WebSocketServer } from 'ws';
import { listFollowedLogs, listReadMarks } from '../../server/modules/conversations/index.ts';
import { type Bus, createLocalBus } from '../../server/platform/bus/bus.ts';
import type { LoggedEvent } from '../../server/platform/log/index.ts';
import { Connection, Hub, type People } from '../../server/platform/realtime/index.ts';
import { type Person, startApp } from './index.ts';
import { SocketClient } from './socket-client.ts';

/** The lab is one process alone. */
const nobodyElse: People = {
  acquaintancesOf: async () => [],
  membersOf: async () => [],
  conversationsOf: async () => [],
};

interface Device {
  client: SocketClient;
  /** The server's end. */
  connection: Connection;
}

interface ServerEnd {
  socket: WebSocket;
  stream: Duplex;
}

interface OpeningDevice extends Device {
  /** Whether the hub took it in. */
  live: Promise<boolean>;
  /** Resolves when the hub has let it go. */
  left: Promise<void>;
}

/** A bus and a database that a test slows down and breaks, for a hub of its own beside a whole product. */
export async function startHubLab() {
  const app = await startApp();
  const faults = createFaults();
  const db = app.platform.db.withPlugin(faults.plugin);
  let followed = Promise.resolve(false);
  const bus: Bus = { ...createLocalBus(), follow: () => followed };
  const hub = new Hub({
    db,
    bus,
    logger: app.platform.logger,
    socketsPerUser: 1_000,
    // A test that needs it calls `verify`.
    verifyMs: 3_600_000,
    findFollowedLogs: (userId, logId) => listFollowedLogs(db, userId, logId),
    findMarks: (conversationIds, seconds) => listReadMarks(db, conversationIds, seconds),
    people: nobodyElse,
  });
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  after(() => {
    hub.close();
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  let opened = 0;
  const arrivals = new Map<string | undefined, (end: ServerEnd) => void>();
  server.on('connection', (socket, { url, socket: stream }) => arrivals.get(url)?.({ socket, stream }));
  const withheld: LoggedEvent[] = [];
  app.platform.bus.subscribe('event', ({ event }) => withheld.push(event));

  const open = async (person: Person, bufferBytes = 1024 * 1024): Promise<OpeningDevice> => {
    opened += 1;
    const path = `/${opened}`;
    const arrived = Promise.withResolvers<ServerEnd>();
    arrivals.set(path, arrived.resolve);
    const client = new SocketClient(new WebSocket(`ws://127.0.0.1:${port}${path}`));
    const { socket: serverEnd, stream } = await arrived.promise;
    const actor = { userId: person.user.id, sessionId: person.user.id, username: '', isSuperuser: false };
    const connection = new Connection(serverEnd, { actor, stream, bufferBytes });
    const left = once(serverEnd, 'close').then(() => hub.remove(connection));
    // The ping that `settle` of a client waits for.
    serverEnd.on('message', (data) => connection.tell({ ...JSON.parse(String(data)), type: 'pong' }));
    const live = hub.add(connection, ({ seq, epoch }) =>
      connection.tell({
        type: 'ready',
        user_id: person.user.id,
        connection_id: connection.id,
        seq,
        epoch,
        heartbeat_seconds: 30,
        online: [],
      }),
    );
    return { client, connection, live, left };
  };

  return {
    app,
    db,
    bus,
    hub,
    faults,
    open,
    connect: async (person: Person): Promise<Device> => {
      const device = await open(person);
      assert.ok(await device.live);
      await device.client.next('ready');
      return device;
    },
    /** From now on following a log takes until `hear`: what others publish until then is missed. */
    deafen: () => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      followed = promise;
      const hear = () => {
        followed = Promise.resolve(false);
        resolve(true);
      };
      return { hear };
    },
    /** What the product published since the last call, which the hub does not know of yet. */
    take: (): LoggedEvent[] => withheld.splice(0),
    deliver: (...events: LoggedEvent[]): void => {
      for (const event of events) bus.publish({ kind: 'event', event });
    },
  };
}

function createFaults() {
  let held: Promise<void> | undefined;
  let failures = 0;
  let count = 0;
  let notify: () => void = () => undefined;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      count += 1;
      notify();
      if (failures > 0) {
        failures -= 1;
        throw new Error('the database went away');
      }
      await held;
      return result;
    },
  };
  return {
    plugin,
    /** From now on what the database answers to the hub is on its way until `release`. */
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      const before = count;
      return {
        /** What comes from now on is not held. */
        holdNoMore: () => {
          held = undefined;
        },
        release: () => {
          held = undefined;
          resolve();
        },
        /** Resolves when so many answers are being held. */
        holds: async (wanted = 1) => {
          while (count - before < wanted) await new Promise<void>((done) => (notify = done));
        },
      };
    },
    /** So many of the next queries of the hub fail. */
    failNext: (times = 1) => {
      failures = times;
    },
  };
}
