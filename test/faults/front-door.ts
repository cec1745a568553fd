import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Dice } from './dice.ts';

interface Pair {
  inner: Socket | null;
  readonly outer: Socket;
  /** What its first bytes asked for. */
  isSocket: boolean;
  isFrozen: boolean;
}

/** `cut` ends a connection; the others leave it standing and stop forwarding: everything, or what the server answers. */
export type ConnectionFault = 'cut' | 'half-open' | 'mute';

/** A balancer without sticky sessions in front of the servers, which loses single connections on demand. */
export class FrontDoor {
  readonly #server: Server;
  readonly #backends = new Map<string, number>();
  readonly #pairs = new Set<Pair>();
  #turn = 0;

  constructor() {
    this.#server = createServer((outer) => this.#accept(outer));
  }

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The front door has no port.');
    return `http://127.0.0.1:${address.port}`;
  }

  /** New connections go to this server too from now on. */
  add(name: string, port: number): void {
    this.#backends.set(name, port);
  }

  remove(name: string): void {
    this.#backends.delete(name);
  }

  /** Does this to one connection, a WebSocket for choice. False where there is none. */
  strike(fault: ConnectionFault, dice: Dice): boolean {
    const healthy = [...this.#pairs].filter(({ isFrozen, inner }) => !isFrozen && inner !== null);
    const sockets = healthy.filter(({ isSocket }) => isSocket);
    const pair = dice.pick(dice.roll() < 0.75 && sockets.length > 0 ? sockets : healthy);
    if (!pair?.inner) return false;
    if (fault === 'cut') {
      this.#end(pair);
      return true;
    }
    pair.isFrozen = true;
    pair.inner.unpipe(pair.outer).pause();
    if (fault === 'half-open') pair.outer.unpipe(pair.inner).pause();
    return true;
  }

  /** Ends the connections that stand without forwarding, as a network does at last. */
  endFrozen(): void {
    for (const pair of this.#pairs) if (pair.isFrozen) this.#end(pair);
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const pair of this.#pairs) this.#end(pair);
    await once(this.#server, 'close');
  }

  #accept(outer: Socket): void {
    const pair: Pair = { inner: null, outer, isSocket: false, isFrozen: false };
    this.#pairs.add(pair);
    outer.on('error', () => undefined);
    outer.on('close', () => this.#closed(pair));
    outer.once('data', (first) => {
      pair.isSocket = first.toString('latin1').startsWith('GET /ws');
      outer.pause();
      this.#forward(pair, first, [...this.#backends.values()]);
    });
  }

  #forward(pair: Pair, first: Buffer, ports: number[]): void {
    this.#turn += 1;
    const [port] = ports.splice(this.#turn % Math.max(ports.length, 1), 1);
    if (port === undefined || pair.outer.destroyed) {
      this.#end(pair);
      return;
    }
    const inner = connect(port, '127.0.0.1');
    inner.once('error', () => {
      if (pair.inner === null) this.#forward(pair, first, ports);
    });
    inner.once('connect', () => {
      pair.inner = inner;
      inner.on('error', () => undefined);
      inner.on('close', () => this.#closed(pair));
      inner.write(first);
      pair.outer.pipe(inner);
      inner.pipe(pair.outer);
    });
  }

  /** A frozen connection tells neither side that the other has gone. */
  #closed(pair: Pair): void {
    if (!pair.isFrozen) this.#end(pair);
  }

  #end(pair: Pair): void {
    this.#pairs.delete(pair);
    pair.inner?.destroy();
    pair.outer.destroy();
  }
}
