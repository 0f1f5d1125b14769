import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LinkMove, type LinkSigns, nextLinkMove } from './link-recovery.ts';

const NOW = 100_000;
const STANDING: LinkSigns = {
  now: NOW,
  connectionState: 'connected',
  isSoundDue: true,
  soundAt: NOW,
  isQuiet: false,
  heardAt: NOW,
  probedAt: null,
  lostAt: null,
  offeredAt: 0,
  offers: 0,
  isUnanswered: false,
  isOffering: false,
  wokeAt: 0,
};
const silentFor = (ms: number) => ({ soundAt: NOW - ms, heardAt: NOW - ms });
const LOST = { ...silentFor(5_000), lostAt: NOW - 4_000 };

const CASES: [about: string, signs: Partial<LinkSigns>, move: LinkMove][] = [
  ['sound flows', {}, 'wait'],
  ['DTX: a packet every 400 ms', silentFor(450), 'wait'],
  ['no sound for half a second', silentFor(500), 'probe'],
  ['asked just now', { ...silentFor(900), probedAt: NOW - 400 }, 'wait'],
  ['no sound for a second, and the probe unanswered', { ...silentFor(1_000), probedAt: NOW - 500 }, 'lose'],
  ['nobody looked for long (a stalled page): ask first', silentFor(20_000), 'probe'],
  [
    'just awake after a sleep, whatever ICE says',
    { ...silentFor(20_000), connectionState: 'disconnected', wokeAt: NOW - 900 },
    'wait',
  ],
  ['just awake: ask at once', { ...silentFor(20_000), wokeAt: NOW }, 'probe'],
  ['just awake, asked in vain', { ...silentFor(20_000), probedAt: NOW - 900, wokeAt: NOW - 900 }, 'wait'],
  [
    'awake for a second, and nothing came',
    { ...silentFor(21_000), probedAt: NOW - 1_000, wokeAt: NOW - 1_000 },
    'lose',
  ],
  ['awake, and it was lost before: offer at once', { ...LOST, wokeAt: NOW }, 'offer'],
  ['a pause in speech: more patience', { ...silentFor(2_400), isQuiet: true, probedAt: NOW - 1_900 }, 'wait'],
  [
    'a pause in speech, and the probe unanswered',
    { ...silentFor(2_500), isQuiet: true, probedAt: NOW - 2_000 },
    'lose',
  ],
  [
    'no sound for a second, but the probe was answered',
    { soundAt: NOW - 1_000, heardAt: NOW - 300, probedAt: NOW - 500 },
    'wait',
  ],
  ['quiet for long, the probe was answered at its beginning', { soundAt: NOW - 90_000, heardAt: NOW - 89_000 }, 'wait'],
  ['muted for long', { ...silentFor(60_000), isSoundDue: false }, 'wait'],
  ['muted, and ICE says it is gone', { ...silentFor(60_000), isSoundDue: false, connectionState: 'failed' }, 'lose'],
  ['ICE says disconnected', { connectionState: 'disconnected' }, 'lose'],
  ['just lost: offer at once', { ...LOST, lostAt: NOW }, 'offer'],
  ['an offer is under way', { ...LOST, isOffering: true }, 'wait'],
  ['answered, and there is time left', { ...LOST, offers: 1, offeredAt: NOW - 2_900 }, 'wait'],
  ['answered in vain', { ...LOST, offers: 1, offeredAt: NOW - 3_000 }, 'offer'],
  ['offered just now', { ...LOST, offers: 1, offeredAt: NOW - 900, isUnanswered: true }, 'wait'],
  ['offered, and no answer for a second', { ...LOST, offers: 1, offeredAt: NOW - 1_000, isUnanswered: true }, 'offer'],
  ['offered in vain ten times', { ...LOST, offers: 10, offeredAt: NOW - 3_000 }, 'give-up'],
  ['something is heard again', { ...LOST, heardAt: NOW }, 'mended'],
  ['something is heard again while an offer waits for the line', { ...LOST, heardAt: NOW, isOffering: true }, 'mended'],
  ['a last packet, but ICE says it is gone', { ...LOST, heardAt: NOW, connectionState: 'failed', offers: 1 }, 'offer'],
];

for (const [about, signs, move] of CASES) {
  test(`${about}: ${move}`, () => assert.equal(nextLinkMove({ ...STANDING, ...signs }), move));
}
