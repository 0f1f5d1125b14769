import assert from 'node:assert/strict';
import { test } from 'node:test';
import peerjs from 'peerjs';
import { PEER_PATH } from '../protocol/peer-messages.ts';
import { startPeerServer, ticket } from './testing/harness.ts';

const { Peer, SocketEventType, util } = peerjs;
type Client = InstanceType<typeof Peer>;

// Node has no WebRTC, and PeerJS would not open its socket without; signalling needs none.
util.supports.data = true;

function nextMessage(peer: Client): Promise<unknown> {
  return new Promise((resolve) => peer.socket.once(SocketEventType.Message, resolve));
}

test('PeerJS itself opens, keeps alive, talks and comes back with the same id', async () => {
  await using server = await startPeerServer();
  const { hostname: host, port } = new URL(server.origin);
  const open = async (id: string): Promise<Client> => {
    const options = { host, port: Number(port), path: PEER_PATH, secure: false, pingInterval: 5 };
    const peer = new Peer(id, { ...options, token: await ticket(id) });
    await new Promise((resolve) => peer.once('open', resolve));
    return peer;
  };
  const anna = await open('anna');
  const ben = await open('ben');

  const heard = nextMessage(ben);
  anna.socket.send({ type: 'RESTART', dst: 'ben', payload: { connectionId: 'mc_1' } });
  assert.deepEqual(await heard, { type: 'RESTART', src: 'anna', dst: 'ben', payload: { connectionId: 'mc_1' } });

  const unavailable = new Promise((resolve) => anna.once('error', ({ type }) => resolve(type)));
  anna.socket.send({ type: 'OFFER', dst: 'nobody', payload: {} });
  assert.equal(await unavailable, 'peer-unavailable');

  const reopened = new Promise((resolve) => anna.once('open', resolve));
  anna.disconnect();
  Object.assign(anna.options, { token: await ticket('anna') });
  anna.reconnect();
  assert.equal(await reopened, 'anna');
  assert.deepEqual(
    server.drops,
    [{ peer: 'anna', room: 'room-1', reason: 'unreachable' }],
    'heartbeats are understood',
  );

  anna.destroy();
  ben.destroy();
});

test('PeerJS with a forged ticket never opens', async () => {
  await using server = await startPeerServer();
  const { hostname: host, port } = new URL(server.origin);
  const peer = new Peer('anna', { host, port: Number(port), path: PEER_PATH, secure: false, token: 'forged' });
  const outcome = await new Promise((resolve) => {
    peer.once('open', () => resolve('open'));
    peer.once('error', ({ type }) => resolve(type));
  });
  assert.equal(outcome, 'network');
  peer.destroy();
});
