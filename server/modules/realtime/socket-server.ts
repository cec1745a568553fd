import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { closeCodes, limits } from '@parlance/contracts';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { AppError } from '../../platform/errors.ts';
import { assertHost } from '../../platform/http/security.ts';
import type { Authenticate, Http } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import { Hub } from '../../platform/realtime/index.ts';
import {
  type ConversationsContext,
  listAcquaintances,
  listConversationsOf,
  listFollowedLogs,
  listMemberIds,
  listReadMarks,
} from '../conversations/index.ts';
import { SocketSession } from './socket-session.ts';

/** Time for frames under way to be answered before the sockets are closed. */
const finishMs = 2_000;
/** After this time sockets whose peer doesn't answer the close are cut off. */
const cutOffMs = 3_000;
/** How often the sessions of open sockets are checked; also while other processes can't tell what they ended. */
const sweepMs = 60_000;
const cutSweepMs = 5_000;

interface RealtimeOptions {
  authenticate: Authenticate;
  conversations: ConversationsContext;
  /** Those of the given sessions that are over: a safety net under the `sessions-ended` signal. */
  endedSessions(sessionIds: string[]): Promise<string[]>;
}

export interface Realtime {
  readonly hub: Hub;
  /** Answers the frames under way, then closes all sockets with a resumable code. */
  close(): Promise<void>;
}

/** Serves `/ws`: the token comes as `?token=`, as the subprotocol after `bearer`, or in a first `auth` frame. */
export function startRealtime(http: Http, platform: Platform, options: RealtimeOptions): Realtime {
  const { config, db, bus, logger } = platform;
  const hub = new Hub({
    db,
    bus,
    logger,
    socketsPerUser: config.SOCKETS_PER_USER,
    findFollowedLogs: (userId, logId) => listFollowedLogs(db, userId, logId),
    findMarks: (conversationIds, seconds) => listReadMarks(db, conversationIds, seconds),
    people: {
      acquaintancesOf: (userId) => listAcquaintances(db, userId),
      membersOf: (conversationId) => listMemberIds(db, conversationId),
      conversationsOf: (userIds) => listConversationsOf(db, userIds),
    },
  });
  const sessions = new Set<SocketSession>();
  const sockets = acceptSockets(http, platform, (socket, stream, token) => {
    const { authenticate, conversations } = options;
    const session = new SocketSession({ socket, stream, platform, hub, http, authenticate, conversations });
    sessions.add(session);
    socket.once('close', () => sessions.delete(session));
    session.start(token);
  });
  answerPlainRequests(http);
  const sweep = () => void sweepSessions(logger, hub, options);
  const timers = [
    setInterval(sweep, sweepMs).unref(),
    setInterval(() => bus.reach === 'cut' && sweep(), cutSweepMs).unref(),
  ];
  const unsubscribe = bus.onRestored(sweep);
  return {
    hub,
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      unsubscribe();
      const finished = Promise.all([...sessions].map((session) => session.finish()));
      await Promise.race([finished, pause(finishMs, undefined, { ref: false })]);
      hub.close();
      sockets.close();
    },
  };
}

/** Takes the upgrades of the HTTP server from now on until `close`, which also closes the sockets. */
function acceptSockets(
  http: Http,
  platform: Platform,
  serve: (socket: WebSocket, stream: Duplex, token: string | undefined) => void,
): { close(): void } {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.bodyBytes,
    perMessageDeflate: false,
    handleProtocols: (protocols) => (protocols.has('bearer') ? 'bearer' : false),
  });
  const onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const refusal = refuse(request, platform);
    if (refusal) end(stream, refusal);
    else server.handleUpgrade(request, stream, head, (socket) => serve(socket, stream, tokenOf(request)));
  };
  http.server.on('upgrade', onUpgrade);
  return {
    close: () => {
      http.server.off('upgrade', onUpgrade);
      server.close();
      for (const socket of server.clients) socket.close(closeCodes.restart, 'restarting');
      setTimeout(() => {
        for (const socket of server.clients) socket.terminate();
      }, cutOffMs).unref();
    },
  };
}

/** The status line of a refusal, or undefined for a request that may become a socket. */
function refuse(request: IncomingMessage, { config }: Platform): string | undefined {
  const { pathname } = addressOf(request);
  if (pathname !== '/ws' && pathname !== '/ws/') return '404 Not Found';
  try {
    assertHost(config, (request.headers.host ?? '').replace(/:\d+$/, ''));
  } catch {
    return '421 Misdirected Request';
  }
  return undefined;
}

function end(socket: Duplex, statusLine: string): void {
  // A peer that is gone already is no reason to fall over.
  socket.on('error', () => undefined);
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${statusLine}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function tokenOf(request: IncomingMessage): string | undefined {
  const fromAddress = addressOf(request).query.get('token');
  const [scheme, fromProtocol] = (request.headers['sec-websocket-protocol'] ?? '').split(/ *, */);
  return fromAddress ?? (scheme === 'bearer' ? fromProtocol : undefined);
}

/** Split by hand: what clients ask for is not always an address, e.g. `//`. */
function addressOf({ url = '/' }: IncomingMessage): { pathname: string; query: URLSearchParams } {
  const [pathname = '', ...query] = url.split('?');
  return { pathname, query: new URLSearchParams(query.join('?')) };
}

/** Says what `/ws` is to those who come without an upgrade. */
function answerPlainRequests(http: Http): void {
  http.get('/ws', { config: { public: true, limit: 'none' }, schema: { hide: true } }, () => {
    const headers = { upgrade: 'websocket', connection: 'Upgrade' };
    throw new AppError('upgrade_required', 'This is a WebSocket: connect with ws:// or wss://.', { headers });
  });
}

async function sweepSessions(logger: Logger, hub: Hub, { endedSessions }: RealtimeOptions): Promise<void> {
  const { sessionIds } = hub;
  if (sessionIds.length === 0) return;
  try {
    hub.endSessions(await endedSessions(sessionIds));
  } catch (error) {
    logger.warn({ err: error }, 'checking the sessions of open sockets failed');
  }
}
