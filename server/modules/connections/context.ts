import type { Readable } from 'node:stream';
import type { Actor } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import type { UrlGuard } from '../../platform/url-guard/index.ts';
import type { ConnectionSecrets } from './connection-secrets.ts';
import type { SessionGate } from './session-gate.ts';

/** What this module needs from others; `app.ts` hands it in. */
export interface ConnectionPorts {
  /** Opens an upload that the actor may read. Throws `not_found`. */
  openUpload(actor: Pick<Actor, 'userId'>, mediaId: string): Promise<UploadedFile>;
}

export interface UploadedFile {
  filename: string;
  size: number;
  stream: Readable;
}

export interface ConnectionsContext extends Platform {
  ports: ConnectionPorts;
  /** Decides by CONNECTIONS_ALLOW which hosts may be connected to. */
  hosts: UrlGuard;
  passwords: ConnectionSecrets;
  gate: SessionGate;
}
