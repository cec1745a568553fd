import type { ServerFrame } from '@parlance/contracts';
import { WebSocket } from 'ws';
import type { Product } from './product.ts';

export type Heard = (frame: ServerFrame) => void;

/** An open socket that has been greeted; `hear`, if there is one, gets every frame after that. */
export async function openSocket(product: Product, token: string, hear?: Heard): Promise<WebSocket> {
  const socket = new WebSocket(`${product.url.replace('http', 'ws')}/ws`, ['bearer', token], {
    perMessageDeflate: false,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('message', () => resolve());
  });
  if (hear) socket.on('message', (data) => hear(JSON.parse(String(data)) as ServerFrame));
  return socket;
}

/** Percentiles of a sample, in its own unit. */
export function percentile(sample: number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
