import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { SignJWT } from 'jose';
import type { JoinResult } from '../../protocol/rest.ts';
import { ADMIN_KEY, forEachApi, type Harness } from '../testing/harness.ts';

const PAGE = 'https://app.example.com';
const pathOf = ({ room, participant }: JoinResult) => `/rooms/${room.id}/participants/${participant.id}`;

/** What a request is answered with: the status, or the error's code. */
async function outcome(
  api: Harness,
  line: string,
  options: Parameters<Harness['request']>[1],
): Promise<string | number> {
  const { status, body } = await api.request(line, options);
  return status < 400 ? status : (body.code ?? status);
}

forEachApi(
  (api) => {
    let moderator: JoinResult;
    let speaker: JoinResult;
    let elsewhere: JoinResult;
    before(async () => {
      moderator = await api.join('staff', 'mo');
      speaker = await api.join('staff', 'spe');
      elsewhere = await api.join('other', 'els');
    });

    test('in production anybody on an allowed page may see and join, and no more', async () => {
      const json = { name: 'x' };
      const table: [string, object, string | number][] = [
        ['GET /rooms', {}, 200],
        ['GET /rooms/staff', {}, 200],
        ['GET /rooms/staff/participants', {}, 200],
        ['GET /ice-servers', {}, 200],
        ['POST /rooms/new/participants', { json: { agentId: 'anna' } }, 201],
        ['POST /rooms', { json }, 'unauthenticated'],
        ['PATCH /rooms/staff', { json }, 'unauthenticated'],
        ['DELETE /rooms/staff', {}, 'unauthenticated'],
        ['GET /sessions', {}, 'unauthenticated'],
        [`GET /sessions/${speaker.session.id}`, {}, 'unauthenticated'],
        [`POST /sessions/${speaker.session.id}/end`, {}, 'unauthenticated'],
        [`PATCH ${pathOf(speaker)}`, { json: { muted: true } }, 'unauthenticated'],
        [`DELETE ${pathOf(speaker)}`, {}, 'unauthenticated'],
        [`POST ${pathOf(speaker)}/heartbeat`, {}, 'unauthenticated'],
      ];
      for (const [line, options, expected] of table) {
        assert.equal(await outcome(api, line, { ...options, origin: PAGE }), expected, line);
      }
    });

    test('the admin key may do everything', async () => {
      const token = ADMIN_KEY;
      assert.equal(await outcome(api, 'POST /rooms', { token, json: { name: 'by admin' } }), 201);
      assert.equal(await outcome(api, 'PATCH /rooms/by-admin', { token, json: { name: 'B' } }), 200);
      assert.equal(await outcome(api, 'GET /sessions', { token }), 200);
      assert.equal(await outcome(api, 'DELETE /rooms/by-admin', { token }), 204);
    });

    test('a participant token is for its own stay in its own room', async () => {
      const { token } = speaker;
      const table: [string, object, string | number][] = [
        [`PATCH ${pathOf(speaker)}`, { json: { muted: true, metadata: { a: 1 } } }, 200],
        [`PATCH ${pathOf(speaker)}`, { json: { serverMuted: false } }, 'forbidden'],
        [`PATCH ${pathOf(moderator)}`, { json: { muted: true } }, 'forbidden'],
        [`DELETE ${pathOf(moderator)}`, {}, 'forbidden'],
        [`POST ${pathOf(speaker)}/heartbeat`, {}, 204],
        [`POST ${pathOf(moderator)}/heartbeat`, {}, 'forbidden'],
        [`GET ${pathOf(moderator)}`, {}, 200],
        ['GET /rooms/staff', {}, 200],
        ['PATCH /rooms/staff', { json: { settings: { locked: true } } }, 'forbidden'],
        ['DELETE /rooms/staff', {}, 'forbidden'],
        ['GET /rooms/other', {}, 'forbidden'],
        ['GET /rooms/other/participants', {}, 'forbidden'],
        [`GET ${pathOf(elsewhere)}`, {}, 'forbidden'],
        ['POST /rooms/other/participants', { json: { agentId: 'spe' } }, 'forbidden'],
        ['POST /rooms/unheard-of/participants', { json: { agentId: 'spe' } }, 'forbidden'],
        ['POST /rooms', { json: { name: 'x' } }, 'forbidden'],
        ['GET /sessions', {}, 'forbidden'],
      ];
      for (const [line, options, expected] of table) {
        assert.equal(await outcome(api, line, { ...options, token }), expected, line);
      }
      const { body } = await api.request<{ data: { id: string }[] }>('GET /rooms', { token });
      assert.deepEqual(
        body.data.map(({ id }) => id),
        [speaker.room.id],
      );
    });

    test('a moderator mutes, removes and sets the rules in its room, and nowhere else', async () => {
      const { token } = moderator;
      const victim = await api.join('staff', 'vic');
      const mute = { json: { serverMuted: true } };
      assert.equal(await outcome(api, `PATCH ${pathOf(victim)}`, { token, ...mute }), 200);
      assert.equal(await outcome(api, `PATCH ${pathOf(victim)}`, { token, json: { muted: true } }), 'forbidden');
      assert.equal(
        await outcome(api, `PATCH ${pathOf(victim)}`, { token: victim.token, json: { serverMuted: false } }),
        'forbidden',
      );
      assert.equal(await outcome(api, `PATCH ${pathOf(elsewhere)}`, { token, ...mute }), 'forbidden');
      assert.equal(
        await outcome(api, 'PATCH /rooms/staff', { token, json: { settings: { speakersOnly: true } } }),
        200,
      );
      assert.equal(await outcome(api, 'PATCH /rooms/staff', { token, json: { name: 'mine now' } }), 'forbidden');
      assert.equal(
        await outcome(api, 'PATCH /rooms/other', { token, json: { settings: { locked: true } } }),
        'forbidden',
      );
      assert.equal(await outcome(api, `DELETE ${pathOf(victim)}`, { token }), 204);
      const { body } = await api.request(`GET ${pathOf(victim)}`, { token: ADMIN_KEY });
      assert.equal(body.leaveReason, 'removed');
      assert.equal(await outcome(api, `POST ${pathOf(victim)}/heartbeat`, { token: victim.token }), 'removed');
      assert.equal(await outcome(api, `DELETE ${pathOf(victim)}`, { token: victim.token }), 204, 'leaving twice');
    });

    test('the token of a stay that ended says why', async () => {
      const agentKey = randomUUID();
      const first = await api.join('twice', 'anna', { agentKey });
      await api.join('twice', 'anna', { agentKey });
      assert.equal(await outcome(api, 'GET /rooms/twice', { token: first.token }), 'replaced');
    });

    test('a bad credential is refused, never taken for none', async () => {
      const sign = (secret: string, aud: string, exp: number) =>
        new SignJWT({ room: speaker.room.id })
          .setProtectedHeader({ alg: 'HS256' })
          .setAudience(aud)
          .setSubject(speaker.participant.id)
          .setExpirationTime(exp)
          .sign(new TextEncoder().encode(secret));
      const now = Math.floor(api.clock().getTime() / 1000);
      const ours = 'a token secret for the tests, of good length';
      const [head = '', , signature = ''] = speaker.token.split('.');
      const [, body = ''] = elsewhere.token.split('.');
      const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${speaker.token.split('.')[1]}.`;
      const table: [string, string, string][] = [
        ['no token at all', 'nonsense', 'token_invalid'],
        ['another secret', await sign('x'.repeat(40), 'participant', now + 60), 'token_invalid'],
        ['a signalling ticket', speaker.signaling.token, 'token_invalid'],
        ['another audience', await sign(ours, 'peer', now + 60), 'token_invalid'],
        ['another’s claims', `${head}.${body}.${signature}`, 'token_invalid'],
        ['alg none', none, 'token_invalid'],
        ['expired', await sign(ours, 'participant', now - 60), 'token_expired'],
        ['nearly the admin key', `${ADMIN_KEY}x`, 'token_invalid'],
      ];
      for (const [what, token, code] of table) {
        const answer = await api.request('GET /rooms/staff', { headers: { authorization: `Bearer ${token}` } });
        assert.deepEqual([answer.status, answer.body.code], [401, code], what);
        assert.equal(answer.headers.get('www-authenticate'), 'Bearer', what);
      }
      const basic = await api.request('GET /rooms/staff', { headers: { authorization: 'Basic eA==' } });
      assert.equal(basic.body.code, 'token_invalid');
    });

    test('a page of another origin is refused, whatever it holds', async () => {
      for (const origin of [
        'https://evil.example',
        'null',
        'https://app.example.com.evil.example',
        'http://app.example.com',
      ]) {
        const answer = await api.request('GET /rooms', { origin, token: ADMIN_KEY });
        assert.deepEqual([answer.status, answer.body.code], [403, 'origin_not_allowed'], origin);
        assert.equal(answer.headers.get('access-control-allow-origin'), null);
      }
      for (const origin of [PAGE, 'https://a.b.example.org']) {
        const answer = await api.request('GET /rooms', { origin });
        assert.deepEqual([answer.status, answer.headers.get('access-control-allow-origin')], [200, origin]);
      }
    });
  },
  { config: { production: true, allowedOrigins: [PAGE, 'https://*.example.org'] } },
);
