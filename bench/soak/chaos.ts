/** What four people do, and what happens to them, at random: the same for the same seed, as far as timing allows. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Guest, Party } from './party.ts';

export interface Chaos {
  run(until: number): Promise<void>;
  happened(): number;
  /** How often what. */
  tally(): Record<string, number>;
}

/** Mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const OUTAGES_S = [0.3, 1, 3, 8, 20, 40];

export function createChaos(party: Party, seed: number): Chaos {
  const counts: Record<string, number> = {};

  async function live(guest: Guest, random: () => number, until: number): Promise<void> {
    const between = (from: number, to: number) => from + random() * (to - from);
    const happen: [weight: number, name: string, act: () => Promise<void> | void][] = [
      [4, 'join', () => guest.press('join')],
      [2, 'leave', () => guest.press('leave')],
      [2, 'mute', () => guest.toggle('muted')],
      [1, 'deafen', () => guest.toggle('deafened')],
      [
        2,
        'network lost',
        async () => {
          const seconds = OUTAGES_S[Math.floor(random() * OUTAGES_S.length)] ?? 1;
          guest.person.host.setForwarding(false);
          // What they press meanwhile has to wait.
          await guest.press(random() < 0.3 ? 'leave' : 'join');
          await pause(seconds * 1000);
          guest.person.host.setForwarding(true);
        },
      ],
      [1, 'another address', () => guest.person.host.changeAddress()],
    ];
    const lots = happen.flatMap((one) => Array.from({ length: one[0] }, () => one));
    while (Date.now() < until) {
      const drawn = lots[Math.floor(random() * lots.length)];
      if (!drawn) return;
      const [, name, act] = drawn;
      counts[name] = (counts[name] ?? 0) + 1;
      await act();
      await pause(between(300, 6_000));
    }
  }

  return {
    async run(until) {
      await Promise.all(party.guests.map((guest, index) => live(guest, createRandom(seed + index), until)));
    },
    happened: () => Object.values(counts).reduce((sum, count) => sum + count, 0),
    tally: () => ({ ...counts }),
  };
}
