import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { UnsecuredJWT } from 'jose';
import { WebSocket } from 'ws';
import { PEER_CHECK_PATH, PEER_PATH } from '../protocol/peer-messages.ts';
import { SECRET, startPeerServer, ticket } from './testing/harness.ts';

const REFUSED: { name: string; token: () => Promise<string | undefined>; status: number; code: string }[] = [
  { name: 'no ticket', token: async () => undefined, status: 401, code: 'unauthenticated' },
  { name: 'an empty ticket', token: async () => '', status: 401, code: 'unauthenticated' },
  { name: 'not a JWT', token: async () => 'xxx', status: 401, code: 'token_invalid' },
  {
    name: 'a ticket signed by somebody else',
    token: () => ticket('anna', { secret: `${SECRET}!` }),
    status: 401,
    code: 'token_invalid',
  },
  {
    name: 'an unsigned ticket',
    token: async () =>
      new UnsecuredJWT({ room: 'room-1' })
        .setSubject('anna')
        .setAudience('peer')
        .setExpirationTime('1 minute')
        .encode(),
    status: 401,
    code: 'token_invalid',
  },
  { name: 'an expired ticket', token: () => ticket('anna', { expiresInS: -1 }), status: 401, code: 'token_expired' },
  {
    name: 'a token made for something else',
    token: () => ticket('anna', { audience: 'participant' }),
    status: 401,
    code: 'token_invalid',
  },
  { name: 'a ticket for no room', token: () => ticket('anna', { room: '' }), status: 401, code: 'token_invalid' },
  { name: 'a ticket without an id', token: () => ticket('anna', { jti: '' }), status: 401, code: 'token_invalid' },
  { name: 'a ticket for another peer id', token: () => ticket('ben'), status: 403, code: 'forbidden' },
];

describe('refused before the upgrade', () => {
  for (const { name, token, status, code } of REFUSED) {
    test(name, async () => {
      await using server = await startPeerServer();
      const answer = await server.refused(server.url('anna', await token()));
      assert.deepEqual(answer, { status, type: 'application/problem+json', code });
    });
  }

  test('an origin that is not allowed, with a good ticket', async () => {
    await using server = await startPeerServer({ allowOrigin: (origin) => origin === 'https://good.example' });
    const url = server.url('anna', await ticket('anna'));
    const answer = await server.refused(url, { origin: 'https://bad.example' });
    assert.deepEqual([answer.status, answer.code], [403, 'origin_not_allowed']);
    await server.connect('anna', 'room-1', { origin: 'https://good.example' });
  });

  test('a ticket that was used, by whoever has seen it', async () => {
    await using server = await startPeerServer();
    const token = await ticket('anna', { jti: 'one' });
    const url = server.url('anna', token);
    assert.equal((await server.refused(server.url('ben', token))).code, 'forbidden', 'that spends nothing');
    const ws = new WebSocket(url);
    await once(ws, 'message');
    assert.deepEqual(await server.refused(url), { status: 401, type: 'application/problem+json', code: 'token_used' });
    assert.equal(ws.readyState, WebSocket.OPEN, 'nobody was replaced');
    const closed = once(ws, 'close');
    ws.close();
    await closed;
    assert.equal((await server.refused(url)).code, 'token_used');
    await server.connect('anna');
  });

  test('another path, no id, another key', async () => {
    await using server = await startPeerServer();
    const token = await ticket('anna');
    const wrong: [string, number][] = [
      [server.url('anna', token, '/peer'), 404],
      [server.url('anna', token, '/peer/peerjs/x'), 404],
      [server.url('', token), 400],
      [server.url('anna', token).replace('key=peerjs', 'key=other'), 400],
    ];
    for (const [url, status] of wrong) assert.equal((await server.refused(url)).status, status, url);
  });

  test('a request that hangs up, or never was a WebSocket, harms nobody', async () => {
    await using server = await startPeerServer();
    const port = Number(new URL(server.origin).port);
    const pathOfOne = async () => new URL(server.url('anna', await ticket('anna')));
    let path = await pathOfOne();
    for (const headers of ['', 'Sec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13\r\n']) {
      const socket = connect(port, '127.0.0.1');
      socket.write(
        `GET ${path.pathname}${path.search} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${headers}\r\n`,
      );
      const [answer] = await once(socket, 'data');
      assert.match(String(answer), /^HTTP\/1\.1 400 /);
      socket.destroy();
      path = await pathOfOne();
    }
    const gone = connect(port, '127.0.0.1');
    gone.write(
      `GET ${path.pathname}${path.search} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
    gone.resetAndDestroy();
    await server.connect('anna');
  });
});

test('who only wants to know whether it gets here is let in and out again, from an allowed origin', async () => {
  await using server = await startPeerServer({ allowOrigin: (origin) => origin === 'https://good.example' });
  const address = `${server.origin}${PEER_PATH}${PEER_CHECK_PATH}`;
  const ws = new WebSocket(address, { origin: 'https://good.example' });
  const [code] = await once(ws, 'close');
  assert.equal(code, 1000);
  assert.equal((await server.refused(address, { origin: 'https://bad.example' })).code, 'origin_not_allowed');
});
