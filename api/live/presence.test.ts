import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { HEARTBEAT_MS } from '../../protocol/limits.ts';
import { startPresence } from './presence.ts';
import { createFakeTime } from './testing/fake-time.ts';

function start(participants: Parameters<typeof startPresence>[0]['deps']['participants']) {
  const { clock, timers, advance } = createFakeTime();
  const rooms = { closeExpired: async () => 0 };
  const deps = { clock, timers, log: pino({ level: 'silent' }), participants, rooms };
  return { clock, advance, presence: startPresence({ deps, ids: () => [], beat: () => undefined }) };
}

test('nobody is taken for silent before everybody had the time to be heard of, after the start and after a failure', async () => {
  let isDown = false;
  const silentSince: Date[] = [];
  const { clock, advance, presence } = start({
    touch: async () => {
      if (isDown) throw new Error('no database');
    },
    timeOutSilent: async (time) => silentSince.push(time),
  });
  const startedAt = clock().getTime();
  const before = () => silentSince.map((time) => time.getTime() - startedAt);
  const pass = async (rounds: number) => {
    for (let round = 0; round < rounds; round += 1) {
      advance(HEARTBEAT_MS);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await pass(3);
  assert.deepEqual(before(), [0, HEARTBEAT_MS]);
  isDown = true;
  await pass(4);
  isDown = false;
  await pass(2);
  assert.deepEqual(before(), [0, HEARTBEAT_MS, 7 * HEARTBEAT_MS]);
  await presence.stop();
});

test('a round that falls due while one is under way follows it; many are one', async () => {
  const asked: (() => void)[] = [];
  const { advance, presence } = start({
    touch: () => new Promise<void>((resolve) => asked.push(resolve)),
    timeOutSilent: async () => 0,
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
