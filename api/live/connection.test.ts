import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { isRecord, parseJson } from '../../protocol/guards.ts';
import { MemoryBus } from '../bus/memory-bus.ts';
import { Connection } from './connection.ts';
import { RoomHub } from './room-hub.ts';
import { Stays } from './stays.ts';
import { createFakeTime } from './testing/fake-time.ts';

function setup(backlog = () => 0) {
  const bus = new MemoryBus();
  const hub = new RoomHub(bus);
  const { timers } = createFakeTime();
  const participants = { disconnected: () => Promise.reject(), leave: () => Promise.reject() };
  const stays = new Stays({ participants, bus, timers, onError: assert.ifError });
  const sent: unknown[] = [];
  let terminated = false;
  const outlet = {
    send: (text: string) => void sent.push(parseJson(text)),
    backlog,
    close: () => undefined,
    terminate: () => {
      terminated = true;
    },
  };
  const connection = new Connection({ id: 'c1', origin: undefined, network: '', outlet, hub, stays });
  const speak = (roomId: string, cause?: { connection: string; ref?: number }) =>
    bus.publish({ type: 'voice:stream-started', roomId, participantId: 'p' }, cause);
  const seqs = () => sent.map((message) => (isRecord(message) ? `${message.roomId}:${message.seq}` : ''));
  return { bus, hub, connection, speak, sent, seqs, terminated: () => terminated };
}

test('what comes while it holds waits; of the room that is then told, only what is later', async () => {
  const { connection, speak, seqs } = setup();
  connection.watch('b', 'b');
  connection.hold();
  for (const roomId of ['a', 'b', 'c', 'a', 'a', 'b']) await speak(roomId);
  assert.deepEqual(seqs(), []);
  connection.watch('a', 'a');
  connection.release(new Map([['a', 2]]));
  assert.deepEqual(seqs(), ['b:1', 'a:3', 'b:2']);
  await speak('a');
  assert.deepEqual(seqs(), ['b:1', 'a:3', 'b:2', 'a:4']);
});

test('only the copy of who asked carries the ref, and only the first event', async () => {
  const { connection, speak, sent } = setup();
  connection.watch('a', 'a');
  const cause = { connection: 'c1', ref: 7 };
  await speak('a', cause);
  connection.awaitAnswer(7);
  await speak('a', { connection: 'c2', ref: 7 });
  assert(connection.isAwaiting);
  await speak('a', cause);
  await speak('a', cause);
  assert(!connection.isAwaiting);
  assert.deepEqual(
    sent.map((message) => isRecord(message) && message.ref),
    [undefined, undefined, 7, undefined],
  );
});

test('one who takes messages too slowly is cut off', async () => {
  let backlog = 0;
  const { connection, speak, sent, terminated } = setup(() => backlog);
  connection.watch('a', 'a');
  await speak('a');
  assert(!terminated());
  backlog = 2 * 1024 * 1024;
  await speak('a');
  assert(terminated());
  assert.equal(sent.length, 1);
});

test('a socket that is gone hears nothing any more', async () => {
  const { hub, connection, speak, sent } = setup();
  const id = randomUUID();
  connection.watch('slug', id);
  connection.watch('b', 'b');
  connection.hold();
  connection.closed({ ms: 0, reason: 'left' });
  connection.release(new Map());
  connection.watch('b', 'b');
  await speak(id);
  await speak('b');
  assert.deepEqual(sent, []);
  assert(!hub.isSubscribed(id, connection) && !hub.isSubscribed('b', connection));
});
