import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignJWT, UnsecuredJWT } from 'jose';
import type { JoinResult, JoinToken, Page, Room } from '../../protocol/rest.ts';
import { ADMIN_KEY, forEachApi } from '../testing/harness.ts';
import { makeKey, makeSite } from '../testing/site.ts';

const SECRET = 'a token secret for the tests, of good length';

forEachApi((api) => {
  const codeOf = async (...request: Parameters<typeof api.request>) => {
    const { status, body } = await api.request(...request);
    return status < 400 ? status : body.code;
  };
  const mint = async (token: string, room: string, body: object = {}) => {
    const answer = await api.request<JoinToken>(`POST /rooms/${room}/tokens`, {
      token,
      json: { agentId: 'anna', ...body },
    });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  };
  const join = (token: string, room: string, json: object = { agentId: 'somebody' }) =>
    api.request<JoinResult & { code?: string }>(`POST /rooms/${room}/participants`, { token, json });

  test('a backend says who comes in, as what, and for how long; its word wins', async () => {
    const { secret } = await makeSite(api);
    const { token, expiresAt } = await mint(secret, 'interview', {
      displayName: 'Anna B.',
      avatar: 'https://a.example/anna.png',
      role: 'moderator',
      metadata: { team: 'red' },
    });
    const hours = (Date.parse(expiresAt) - api.clock().getTime()) / 3600_000;
    assert.ok(hours > 9.9 && hours <= 10);
    const { status, body } = await join(token, 'interview', {
      agentId: 'the-boss',
      displayName: 'The Boss',
      metadata: { team: 'blue', seat: 4 },
    });
    assert.equal(status, 201, 'the slug had no room: the token makes it');
    const { agentId, displayName, avatar, role, metadata } = body.participant;
    assert.deepEqual(
      [agentId, displayName, avatar, role],
      ['anna', 'Anna B.', 'https://a.example/anna.png', 'moderator'],
    );
    assert.deepEqual(metadata, { team: 'red', seat: 4 });
    const plain = await join((await mint(secret, body.room.id, { agentId: 'ben' })).token, 'interview');
    assert.deepEqual([plain.body.participant.agentId, plain.body.participant.role], ['ben', 'speaker']);
  });

  test('who makes the room by a token is what the token says, not its moderator', async () => {
    const { secret } = await makeSite(api);
    const { body } = await join((await mint(secret, 'new')).token, 'new');
    assert.equal(body.participant.role, 'speaker');
  });

  test('a join token is for its room', async () => {
    const { secret } = await makeSite(api);
    await api.request('POST /rooms', { token: secret, json: { name: 'b', slug: 'b' } });
    const a = await api.request<Room>('POST /rooms', { token: secret, json: { name: 'a', slug: 'a' } });
    for (const room of ['a', a.body.id]) {
      const { token } = await mint(secret, room);
      assert.equal(await codeOf('GET /rooms/b', { token }), 'forbidden');
      assert.equal(await codeOf('GET /rooms/b/participants', { token }), 'forbidden');
      assert.equal((await join(token, 'b')).body.code, 'forbidden');
      assert.equal((await join(token, 'c')).body.code, 'forbidden');
      assert.equal(await codeOf('GET /rooms/a', { token }), 200);
      assert.equal(await codeOf(`GET /rooms/${a.body.id}/participants`, { token }), 200);
      assert.equal(await codeOf('PATCH /rooms/a', { token, json: { settings: { locked: true } } }), 'forbidden');
      assert.equal(await codeOf('POST /rooms/a/tokens', { token, json: { agentId: 'x' } }), 'forbidden');
      const { data } = (await api.request<Page<Room>>('GET /rooms', { token })).body;
      assert.deepEqual(
        data.map(({ slug }) => slug),
        ['a'],
      );
    }
  });

  test('only backends make them, for their own rooms, within bounds', async () => {
    const { secret, publishable } = await makeSite(api);
    const other = await makeSite(api);
    const room = (await api.request<Room>('POST /rooms', { token: secret, json: { name: 'x' } })).body;
    const json = { agentId: 'anna' };
    assert.equal(await codeOf('POST /rooms/x/tokens', { token: publishable, json }), 'forbidden');
    assert.equal(await codeOf(`POST /rooms/${room.id}/tokens`, { token: other.secret, json }), 'room_not_found');
    const wrong = [{ ttlS: 1 }, { ttlS: 1e9 }, { role: 'king' }, { metadata: { a: 'x'.repeat(3000) } }, { room: 'y' }];
    for (const body of wrong) {
      const request = { token: secret, json: { ...json, ...body } };
      assert.equal(await codeOf('POST /rooms/x/tokens', request), 'validation_failed', JSON.stringify(body));
    }
    assert.equal((await join((await mint(ADMIN_KEY, 'of-admin')).token, 'of-admin')).status, 201, 'the default site');
  });

  test('what is no good token is refused, each with its code', async () => {
    const { site, secret } = await makeSite(api);
    const now = Math.floor(api.clock().getTime() / 1000);
    const claims = { room: 'r', site: site.id };
    const sign = (change: (jwt: SignJWT) => SignJWT, key = SECRET, alg = 'HS256', body: object = claims) =>
      change(
        new SignJWT({ ...body })
          .setProtectedHeader({ alg })
          .setSubject('anna')
          .setAudience('join')
          .setExpirationTime(now + 600),
      ).sign(new TextEncoder().encode(key));
    const same = (jwt: SignJWT) => jwt;
    const none = new UnsecuredJWT(claims)
      .setSubject('anna')
      .setAudience('join')
      .setExpirationTime(now + 600)
      .encode();
    const table: [string, string, string | number][] = [
      ['as it should be', await sign(same), 201],
      ['none', none, 'token_invalid'],
      ['another secret', await sign(same, `${SECRET}!`), 'token_invalid'],
      ['another algorithm', await sign(same, `${SECRET}${SECRET}`, 'HS512'), 'token_invalid'],
      ['expired', await sign((jwt) => jwt.setExpirationTime(now - 1)), 'token_expired'],
      ['not yet valid', await sign((jwt) => jwt.setNotBefore(now + 600)), 'token_invalid'],
      [
        'for ever',
        await new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256' })
          .setAudience('join')
          .setSubject('a')
          .sign(new TextEncoder().encode(SECRET)),
        'token_invalid',
      ],
      ['another audience', await sign((jwt) => jwt.setAudience('peer')), 'token_invalid'],
      ['two audiences', await sign((jwt) => jwt.setAudience(['join', 'peer'])), 'token_invalid'],
      ['no room', await sign(same, SECRET, 'HS256', { site: site.id }), 'token_invalid'],
      ['no site', await sign(same, SECRET, 'HS256', { room: 'r' }), 'token_invalid'],
      ['a role that is none', await sign(same, SECRET, 'HS256', { ...claims, role: 'king' }), 'token_invalid'],
      ['a key that never was', await sign(same, SECRET, 'HS256', { ...claims, key: 'key_1' }), 'token_invalid'],
      ['another room', (await mint(secret, 'elsewhere')).token, 'forbidden'],
    ];
    for (const [what, token, expected] of table) {
      const { status, body } = await join(token, 'r');
      assert.equal(status < 400 ? status : body.code, expected, what);
    }
  });

  test('the tokens of a revoked key are refused with it; who is in the room stays', async () => {
    const { site, secret } = await makeSite(api);
    const key = await makeKey(api, site.id, 'secret');
    const { token } = await mint(key.key ?? '', 'r');
    const { body } = await join(token, 'r');
    await api.request(`DELETE /admin/sites/${site.id}/keys/${key.id}`, { token: ADMIN_KEY });
    assert.equal((await join(token, 'r')).body.code, 'token_invalid');
    assert.equal(await codeOf('GET /rooms/r', { token: body.token }), 200);
    assert.equal((await join((await mint(secret, 'r')).token, 'r')).status, 201);
  });

  test('a token that expires ends no stay', async () => {
    const { secret } = await makeSite(api);
    const { token } = await mint(secret, 'r', { ttlS: 30 });
    const { body } = await join(token, 'r');
    api.clock.advance(31);
    assert.equal(await codeOf('GET /rooms/r', { token }), 'token_expired');
    assert.equal(
      await codeOf(`POST /rooms/r/participants/${body.participant.id}/heartbeat`, { token: body.token }),
      204,
    );
  });
});
