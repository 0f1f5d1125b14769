import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryBus } from './memory-bus.ts';

const spoke = (roomId: string) => ({ type: 'voice:speaking', roomId, participantId: 'p', speaking: true }) as const;
const closed = { type: 'room:closed', roomId: 'a', reason: 'empty' } as const;

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
