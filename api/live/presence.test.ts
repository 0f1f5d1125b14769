import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { HEARTBEAT_MS } from '../../protocol/limits.ts';
import { startPresence } from './presence.ts';
import { createFakeTime } from './testing/fake-time.ts';

test('a round that falls due while one is under way follows it; many are one', async () => {
  const { clock, timers, advance } = createFakeTime();
  const asked: (() => void)[] = [];
  const presence = startPresence({
    deps: {
      clock,
      timers,
      log: pino({ level: 'silent' }),
      participants: {
        touch: () => new Promise<void>((resolve) => asked.push(resolve)),
        timeOutSilent: async () => 0,
      },
      rooms: { closeExpired: async () => 0 },
    },
    ids: () => [],
    beat: () => undefined,
  });
  const answered = () => new Promise((resolve) => setImmediate(resolve));

  assert.equal(asked.length, 1, 'at the start');
  advance(3 * HEARTBEAT_MS);
  assert.equal(asked.length, 1, 'a slow database is not asked again meanwhile');
  asked[0]?.();
  await answered();
  assert.equal(asked.length, 2);
  asked[1]?.();
  await answered();
  assert.equal(asked.length, 2, 'nothing more is due');

  advance(HEARTBEAT_MS);
  const stopped = presence.stop();
  asked[2]?.();
  await stopped;
  assert.equal(asked.length, 3);
});
