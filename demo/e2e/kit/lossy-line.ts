/** A bad line to a TURN server: a forwarder of datagrams that loses and delays what the pages send, and nothing that they receive. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

export interface Weather {
  /** Share of the datagrams that is lost, 0..1. */
  loss?: number;
  /** How many are lost in a row, on average (Gilbert); 1 when each is lost by itself. */
  burst?: number;
  /** One way. */
  delayMs?: number;
  /** What each page may send, with 28 bytes of headers a datagram; what waits longer than 300 ms is dropped. 0: everything. */
  kbitPerS?: number;
}

export interface LossyLine {
  port: number;
  /** From now on. */
  setWeather(weather: Weather): void;
  close(): Promise<void>;
}

interface Way {
  back: Socket;
  /** When the line has sent what waits. */
  freeAt: number;
}

const CLEAR: Required<Weather> = { loss: 0, burst: 1, delayMs: 0, kbitPerS: 0 };
const HEADERS = 28;
const LONGEST_QUEUE_MS = 300;

/** Between pages on this machine and the UDP port `target`. Every relayed packet goes through it once, on its way from its sender. */
export async function startLossyLine(target: number): Promise<LossyLine> {
  const front = createSocket('udp4');
  const ways = new Map<string, Way>();
  let weather: Required<Weather> = CLEAR;
  let isLosing = false;
  let closed = false;

  function loses(): boolean {
    const { loss, burst } = weather;
    if (burst <= 1) return Math.random() < loss;
    // Two states: it ends losing with 1 / burst, and begins so often that `loss` is the share in the long run.
    const begin = loss / (1 - loss) / burst;
    isLosing = Math.random() < (isLosing ? 1 - 1 / burst : begin);
    return isLosing;
  }

  function wayOf({ address, port }: RemoteInfo): Way {
    const key = `${address}:${port}`;
    const known = ways.get(key);
    if (known) return known;
    const back = createSocket('udp4');
    back.on('message', (datagram) => after(weather.delayMs, () => front.send(datagram, port, address)));
    back.bind(0, '127.0.0.1');
    const way = { back, freeAt: 0 };
    ways.set(key, way);
    return way;
  }

  /** When what is sent now arrives, in ms from now; null when it does not. */
  function arrival(way: Way, bytes: number): number | null {
    if (loses()) return null;
    const { kbitPerS, delayMs } = weather;
    if (kbitPerS === 0) return delayMs;
    const now = performance.now();
    const queued = Math.max(0, way.freeAt - now);
    if (queued > LONGEST_QUEUE_MS) return null;
    way.freeAt = now + queued + ((bytes + HEADERS) * 8) / kbitPerS;
    return way.freeAt - now + delayMs;
  }

  function after(ms: number, send: () => void): void {
    if (ms === 0) send();
    else setTimeout(() => closed || send(), ms);
  }

  front.on('message', (datagram, source) => {
    const way = wayOf(source);
    const ms = arrival(way, datagram.length);
    if (ms !== null) after(ms, () => way.back.send(datagram, target, '127.0.0.1'));
  });
  front.bind(0, '127.0.0.1');
  await once(front, 'listening');

  return {
    port: front.address().port,
    setWeather(next) {
      weather = { ...CLEAR, ...next };
    },
    async close() {
      closed = true;
      const sockets = [front, ...[...ways.values()].map(({ back }) => back)];
      await Promise.all(
        sockets.map((socket) => {
          const closed = once(socket, 'close');
          socket.close();
          return closed;
        }),
      );
    },
  };
}
