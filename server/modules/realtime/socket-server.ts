import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { limits } from '@parlance/contracts';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { assertHost } from '../../platform/http/security.ts';
import type { Authenticate, Http } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import { Hub } from '../../platform/realtime/index.ts';
import { type ConversationsContext, listFollowedLogs } from '../conversations/index.ts';
import { SocketSession } from './socket-session.ts';

/** A message of the largest size, with room for its JSON. */
const largestFrame = limits.messageBytes * 4;

interface RealtimeOptions {
  authenticate: Authenticate;
  conversations: ConversationsContext;
  /** Those of the given sessions that are over: a safety net under the `sessions-ended` signal. */
  endedSessions(sessionIds: string[]): Promise<string[]>;
}

export interface Realtime {
  readonly hub: Hub;
  /** Closes all sockets with a resumable code. */
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
    followedLogs: (userId) => listFollowedLogs(db, userId),
  });
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: largestFrame,
    perMessageDeflate: false,
    handleProtocols: (protocols) => (protocols.has('bearer') ? 'bearer' : false),
  });
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = refuse(request, platform);
    if (refusal) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    server.handleUpgrade(request, socket, head, (ws) => serveSocket(ws, request));
  };
  const serveSocket = (socket: WebSocket, request: IncomingMessage) => {
    const session = new SocketSession({
      socket,
      platform,
      hub,
      http,
      authenticate: options.authenticate,
      conversations: options.conversations,
    });
    session.start(tokenOf(request));
  };
  http.server.on('upgrade', onUpgrade);
  const sweep = setInterval(() => void sweepSessions(logger, hub, options), 60_000);
  sweep.unref();
  return {
    hub,
    close: async () => {
      clearInterval(sweep);
      http.server.off('upgrade', onUpgrade);
      hub.close();
      server.close();
    },
  };
}

/** The status line of a refusal, or undefined for a request that may become a socket. */
function refuse(request: IncomingMessage, { config }: Platform): string | undefined {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname !== '/ws' && pathname !== '/ws/') return '404 Not Found';
  try {
    assertHost(config, (request.headers.host ?? '').replace(/:\d+$/, ''));
  } catch {
    return '421 Misdirected Request';
  }
  return undefined;
}

function tokenOf(request: IncomingMessage): string | undefined {
  const fromAddress = new URL(request.url ?? '/', 'http://localhost').searchParams.get('token');
  const [scheme, fromProtocol] = (request.headers['sec-websocket-protocol'] ?? '').split(/ *, */);
  return fromAddress ?? (scheme === 'bearer' ? fromProtocol : undefined);
}

async function sweepSessions(logger: Logger, hub: Hub, { endedSessions }: RealtimeOptions): Promise<void> {
  try {
    hub.endSessions(await endedSessions(hub.sessionIds));
  } catch (error) {
    logger.warn({ err: error }, 'checking the sessions of open sockets failed');
  }
}
