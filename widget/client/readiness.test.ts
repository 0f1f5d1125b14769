import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inState, setUp } from './testing/client-in-room.ts';

/** In the lobby, with the call's code loaded. */
async function inLobby() {
  const set = setUp();
  set.client.watch();
  await settled();
  await set.client.setPttKey('Space');
  await settled();
  return set;
}

/** Everything that follows from what has happened has happened: answers come in microtasks. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('in the lobby a line is opened, and the join is as the one it was opened for', async () => {
  const { client, server, lines } = await inLobby();
  assert.deepEqual([...lines.keys()], ['reserved-1']);
  await client.join();
  assert.equal(server.last('room:join').participantId, 'reserved-1');
  assert.equal(client.snapshot.self?.id, 'reserved-1');
  await client.leave();
  await settled();
  assert.deepEqual([...lines.keys()], ['reserved-2'], 'back in the lobby there is another');
  await client.dispose();
});

test('while nothing is reserved yet, nothing is waited for', async () => {
  const { client, server, lines } = setUp();
  await client.join();
  assert.equal(server.last('room:join').participantId, undefined);
  assert.equal(client.snapshot.self?.id, 'me-1');
  assert.deepEqual([...lines.keys()], []);
  await client.dispose();
});

test('a line that broke is opened again later; what was reserved goes with the socket it was reserved by', async () => {
  const { client, server, lines, environment } = await inLobby();
  lines.get('reserved-1')?.lose();
  lines.delete('reserved-1');
  environment.advance(15_000);
  server.tell({ type: 'heartbeat' });
  environment.advance(14_000);
  await settled();
  assert.equal(lines.size, 0);
  environment.advance(1_000);
  await settled();
  assert.deepEqual([...lines.keys()], ['reserved-2']);
  server.sockets.at(-1)?.drop();
  assert.equal(lines.size, 0);
  environment.advance(300);
  await settled();
  assert.deepEqual([...lines.keys()], ['reserved-3']);
  await client.dispose();
});

test('a server that reserves nothing is joined all the same', async () => {
  const set = setUp({
    answers: { 'room:reserve': () => ({ type: 'room:error', code: 'unknown_message', message: '' }) },
  });
  set.client.watch();
  await settled();
  const joined = inState(set.client, 'connected');
  await set.client.join();
  await joined;
  assert.equal(set.client.snapshot.self?.id, 'me-1');
  await set.client.dispose();
});
