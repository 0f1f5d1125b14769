import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anna, setUp } from './testing/client-in-room.ts';

const link = (state: 'connected' | 'lost') => new Map([['anna', state]]);
const word = (muted: boolean) => ({ muted, deafened: false });

async function inCall() {
  const set = setUp();
  await set.client.join();
  const { events } = set.media.current();
  events.onLinks(link('connected'));
  return { ...set, events, annaIsMuted: () => set.client.snapshot.participants[0]?.muted };
}

test('what somebody says of their own sound counts while the connection stands, whatever the server said before or says late', async () => {
  const { client, events, event, server, annaIsMuted } = await inCall();
  server.sockets.at(-1)?.drop();
  events.onSaid('anna', word(true));
  assert.equal(annaIsMuted(), true);
  events.onSaid('anna', word(false));
  events.onSaid('nobody', word(true));
  assert.equal(annaIsMuted(), false);
  events.onSaid('anna', word(true));
  event('room:updated', { room: client.snapshot.room ?? {} });
  assert.equal(annaIsMuted(), true);
  await client.dispose();
});

test('once the connection is lost the server is believed again', async () => {
  const { client, events, event, annaIsMuted } = await inCall();
  events.onSaid('anna', word(true));
  event('room:participant-updated', { participant: anna });
  assert.equal(annaIsMuted(), true, 'an older word of the server');
  events.onLinks(link('lost'));
  event('room:participant-updated', { participant: anna });
  assert.equal(annaIsMuted(), false);
  await client.dispose();
});

test('our own word is said at the beginning and at every change, server or not', async () => {
  const { client, media, server } = await inCall();
  const said = () => media.current().said;
  assert.deepEqual(said().at(-1), { muted: false, deafened: false });
  server.sockets.at(-1)?.drop();
  await client.setMuted(true);
  assert.deepEqual(said().at(-1), { muted: true, deafened: false });
  await client.setDeafened(true);
  assert.deepEqual(said().at(-1), { muted: true, deafened: true });
  await client.dispose();
});
