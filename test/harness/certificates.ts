import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** Files in PEM: an authority that nobody knows, and what it vouches for. */
export interface Certificates {
  authority: string;
  certificate: string;
  key: string;
}

/** Makes an authority and a certificate of it for 127.0.0.1, good for a day. Needs `openssl` on the path. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-certificates-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  const make = (name: string, subject: string, ...options: string[]) =>
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '1',
        '-subj',
        subject,
      ]
        .concat('-keyout', path(`${name}.key`), '-out', path(`${name}.pem`))
        .concat(options),
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
  make('authority', '/CN=An authority of this test');
  const signed = ['-CA', path('authority.pem'), '-CAkey', path('authority.key')];
  make(
    'redis',
    '/CN=redis',
    ...signed,
    '-addext',
    'subjectAltName=IP:127.0.0.1',
    '-addext',
    'basicConstraints=CA:FALSE',
  );
  return { authority: path('authority.pem'), certificate: path('redis.pem'), key: path('redis.key') };
}
