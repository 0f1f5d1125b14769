import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BusMessage, Cause } from './bus.ts';
import { MemoryBus } from './memory-bus.ts';

const spoke = (roomId: string) => ({ type: 'voice:speaking', roomId, participantId: 'p', speaking: true }) as const;
const closed = { type: 'room:closed', roomId: 'a', reason: 'empty' } as const;

test('each room is numbered by itself; everybody hears everything, with its cause, in order', async () => {
  const bus = new MemoryBus();
  const heard: [BusMessage, Cause | undefined][] = [];
  bus.subscribe((message, cause) => heard.push([message, cause]));
  const cause = { connection: 'c', ref: 7 };
  assert.equal(await bus.seq('a'), 0);
  assert.deepEqual(await bus.publish(spoke('a'), cause), { ...spoke('a'), seq: 1 });
  await bus.publish(spoke('b'));
  await bus.publish(spoke('a'));
  assert.deepEqual(heard, [
    [{ ...spoke('a'), seq: 1 }, cause],
    [{ ...spoke('b'), seq: 1 }, undefined],
    [{ ...spoke('a'), seq: 2 }, undefined],
  ]);
  assert.deepEqual([await bus.seq('a'), await bus.seq('b')], [2, 1]);
  await bus.close();
});

test('what passes is delivered with its cause and takes no number', async () => {
  const bus = new MemoryBus();
  const heard: [BusMessage, Cause | undefined][] = [];
  await bus.publish(spoke('a'));
  bus.subscribe((message, cause) => heard.push([message, cause]));
  const wave = { type: 'room:reaction', roomId: 'a', participantId: 'p', displayName: 'P', emoji: '👋' } as const;
  await bus.pass(wave, { connection: 'c', ref: 7 });
  assert.deepEqual(heard, [[wave, { connection: 'c', ref: 7 }]]);
  assert.equal(await bus.seq('a'), 1);
  await bus.close();
});

test('who unsubscribed hears no more, and after close nobody does', async () => {
  const bus = new MemoryBus();
  let heard = 0;
  const stop = bus.subscribe(() => {
    heard += 1;
  });
  await bus.publish(spoke('a'));
  stop();
  await bus.publish(spoke('a'));
  assert.equal(heard, 1);
  bus.subscribe(() => {
    heard += 1;
  });
  await bus.close();
  await bus.publish(spoke('a'));
  assert.equal(heard, 1);
});

test('the number of a closed room is known a while longer, then forgotten', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const bus = new MemoryBus();
  await bus.publish(spoke('a'));
  await bus.publish(closed);
  t.mock.timers.tick(59_999);
  assert.equal(await bus.seq('a'), 2);
  t.mock.timers.tick(1);
  assert.equal(await bus.seq('a'), 0);
  await bus.close();
});
