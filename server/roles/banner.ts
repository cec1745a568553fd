import { isIP } from 'node:net';

/** Lines for whoever starts a role by hand: a name and what it is, aligned. */
export function banner(lines: [name: string, value: string][]): string {
  return ['', ...lines.map(([name, value]) => `  ${name.padEnd(15)} ${value}`), ''].join('\n');
}

/** Where this machine reaches what listens on a host and port. */
export function localAddress(host: string, port: number): string {
  const isEvery = host === '0.0.0.0' || host === '::';
  const name = isEvery ? 'localhost' : isIP(host) === 6 ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
