import { networkOf } from '../http/rate-limit.ts';

const WINDOW_MS = 1000;

/** So many answers per second: to one network (everybody behind one NAT), and to all. */
export interface StunRate {
  perNetwork: number;
  total: number;
}

/** A person's browser asks once per connection and network card, and a few times again if nothing comes. */
export const STUN_RATE: StunRate = { perNetwork: 200, total: 5000 };

/** Whether one more may be answered now (milliseconds). Remembers one second, so that forged addresses fill no memory. */
export function createStunRate({ perNetwork, total }: StunRate): (address: string, now: number) => boolean {
  const counts = new Map<string, number>();
  let answered = 0;
  let window = Number.NaN;
  return (address, now) => {
    const current = Math.floor(now / WINDOW_MS);
    if (current !== window) {
      window = current;
      answered = 0;
      counts.clear();
    }
    const network = networkOf(address);
    const count = counts.get(network) ?? 0;
    if (answered >= total || count >= perNetwork) return false;
    answered += 1;
    counts.set(network, count + 1);
    return true;
  };
}
