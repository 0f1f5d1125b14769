import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachApi } from '../testing/harness.ts';

/** In UTC it is that year already. */
const YEAR_10000 = '9999-12-31T23:59:59-10:00';
const NOWHERE = '11111111-1111-4111-8111-111111111111';
const LONG = 'x'.repeat(10_000);
const DEEP = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
const room = (fields: object) => ({ json: { name: 'r', ...fields } });
const join = (fields: object) => ({ json: { agentId: 'anna', ...fields } });

type Case = [what: string, line: string, options: object, status: number, code: string, paths?: string[]];

const CASES: Case[] = [
  ['no JSON', 'POST /rooms', { raw: '{"name":' }, 400, 'malformed_json'],
  ['no UTF-8', 'POST /rooms', { raw: new Uint8Array([0x22, 0xff, 0x22]) }, 400, 'malformed_json'],
  [
    'no JSON type',
    'POST /rooms',
    { raw: 'name=x', type: 'application/x-www-form-urlencoded' },
    415,
    'unsupported_media_type',
  ],
  ['JSON called text', 'POST /rooms', { raw: '{"name":"x"}', type: 'text/plain' }, 415, 'unsupported_media_type'],
  ['compressed', 'POST /rooms', { raw: 'x', headers: { 'content-encoding': 'gzip' } }, 415, 'unsupported_media_type'],
  ['no body', 'POST /rooms', {}, 422, 'validation_failed', ['body.name']],
  ['an array', 'POST /rooms', { json: [] }, 422, 'validation_failed', ['body']],
  ['null', 'POST /rooms', { json: null }, 422, 'validation_failed', ['body']],
  [
    'wrong types everywhere',
    'POST /rooms',
    {
      json: {
        name: 5,
        slug: [],
        maxParticipants: '3',
        settings: { locked: 'yes', emptyTimeoutS: -1, no: 1 },
        extra: true,
      },
    },
    422,
    'validation_failed',
    [
      'body.name',
      'body.slug',
      'body.maxParticipants',
      'body.settings.emptyTimeoutS',
      'body.settings.locked',
      'body.settings.no',
      'body.extra',
    ],
  ],
  ['a name of spaces', 'POST /rooms', room({ name: '   ' }), 422, 'validation_failed', ['body.name']],
  ['a name too long', 'POST /rooms', room({ name: LONG }), 422, 'validation_failed', ['body.name']],
  ['U+0000 in a name', 'POST /rooms', room({ name: 'a\0b' }), 422, 'validation_failed', ['body.name']],
  ['half a surrogate pair', 'POST /rooms', { raw: '{"name":"a\\ud800"}' }, 422, 'validation_failed', ['body.name']],
  ['U+0000 in metadata', 'POST /rooms', room({ metadata: { a: ['\0'] } }), 422, 'validation_failed', ['body.metadata']],
  [
    'half a pair in metadata',
    'POST /rooms',
    { raw: '{"name":"r","metadata":{"\\udc00":1}}' },
    422,
    'validation_failed',
    ['body.metadata'],
  ],
  [
    'metadata too deep',
    'POST /rooms',
    { raw: `{"name":"r","metadata":{"a":${DEEP}}}` },
    422,
    'validation_failed',
    ['body.metadata'],
  ],
  ['metadata too large', 'POST /rooms', room({ metadata: { a: LONG } }), 422, 'validation_failed', ['body.metadata']],
  ['a slug with spaces', 'POST /rooms', room({ slug: 'a b' }), 422, 'validation_failed', ['body.slug']],
  ['a slug with emoji', 'POST /rooms', room({ slug: '🎙️' }), 422, 'validation_failed', ['body.slug']],
  ['a slug that is a UUID', 'POST /rooms', room({ slug: NOWHERE }), 422, 'validation_failed', ['body.slug']],
  ['a slug of 10,000', 'POST /rooms', room({ slug: LONG }), 422, 'validation_failed', ['body.slug']],
  ['0 participants', 'POST /rooms', room({ maxParticipants: 0 }), 422, 'validation_failed', ['body.maxParticipants']],
  [
    '1e9 participants',
    'POST /rooms',
    room({ maxParticipants: 1e9 }),
    422,
    'validation_failed',
    ['body.maxParticipants'],
  ],
  ['__proto__', 'POST /rooms', { raw: '{"name":"r","__proto__":{"a":1}}' }, 422, 'validation_failed'],
  ['an unknown room', 'GET /rooms/nowhere', {}, 404, 'room_not_found'],
  ['an unknown id', `GET /rooms/${NOWHERE}`, {}, 404, 'room_not_found'],
  ['spaces', 'GET /rooms/a%20b', {}, 404, 'room_not_found'],
  ['emoji', `GET /rooms/${encodeURIComponent('🎙️')}`, {}, 404, 'room_not_found'],
  ['a bad escape', 'GET /rooms/%E0%A4%A', {}, 404, 'room_not_found'],
  ['U+0000', 'GET /rooms/%00', {}, 404, 'room_not_found'],
  ['10,000 characters', `GET /rooms/${LONG}`, {}, 404, 'room_not_found'],
  ['closing an unknown room', 'DELETE /rooms/nowhere', {}, 404, 'room_not_found'],
  ['changing an unknown room', 'PATCH /rooms/nowhere', { json: {} }, 404, 'room_not_found'],
  ['participants of an unknown room', 'GET /rooms/nowhere/participants', {}, 404, 'room_not_found'],
  ['joining an unknown id', `POST /rooms/${NOWHERE}/participants`, join({}), 404, 'room_not_found'],
  ['joining spaces', 'POST /rooms/a%20b/participants', join({}), 422, 'validation_failed', ['room']],
  [
    'joining emoji',
    `POST /rooms/${encodeURIComponent('🎙️')}/participants`,
    join({}),
    422,
    'validation_failed',
    ['room'],
  ],
  ['joining 10,000 characters', `POST /rooms/${LONG}/participants`, join({}), 422, 'validation_failed', ['room']],
  ['joining as nobody', 'POST /rooms/x/participants', { json: {} }, 422, 'validation_failed', ['body.agentId']],
  [
    'joining as a number',
    'POST /rooms/x/participants',
    join({ agentId: 5 }),
    422,
    'validation_failed',
    ['body.agentId'],
  ],
  [
    'a role of one’s own',
    'POST /rooms/x/participants',
    join({ role: 'moderator' }),
    422,
    'validation_failed',
    ['body.role'],
  ],
  [
    'a script as avatar',
    'POST /rooms/x/participants',
    join({ avatar: 'javascript:alert(1)' }),
    422,
    'validation_failed',
    ['body.avatar'],
  ],
  [
    'HTML as avatar',
    'POST /rooms/x/participants',
    join({ avatar: 'data:text/html,x' }),
    422,
    'validation_failed',
    ['body.avatar'],
  ],
  ['an unknown participant', `GET /rooms/here/participants/${NOWHERE}`, {}, 404, 'participant_not_found'],
  ['a participant of U+0000', `GET /rooms/a%00b/participants/${NOWHERE}`, {}, 404, 'room_not_found'],
  ['no participant id', 'GET /rooms/here/participants/me', {}, 404, 'participant_not_found'],
  ['removing an unknown one', `DELETE /rooms/here/participants/${NOWHERE}`, {}, 404, 'participant_not_found'],
  [
    'a reason of one’s own',
    `DELETE /rooms/here/participants/${NOWHERE}?reason=bored`,
    {},
    422,
    'validation_failed',
    ['query.reason'],
  ],
  ['an unknown session', `GET /sessions/${NOWHERE}`, {}, 404, 'session_not_found'],
  ['no session id', 'GET /sessions/mine', {}, 404, 'session_not_found'],
  ['limit 0', 'GET /rooms?limit=0', {}, 422, 'validation_failed', ['query.limit']],
  ['limit 101', 'GET /rooms?limit=101', {}, 422, 'validation_failed', ['query.limit']],
  ['limit ten', 'GET /rooms?limit=ten', {}, 422, 'validation_failed', ['query.limit']],
  ['limit twice', 'GET /rooms?limit=1&limit=2', {}, 422, 'validation_failed', ['query.limit']],
  ['a made-up cursor', 'GET /rooms?cursor=abc', {}, 422, 'validation_failed', ['query.cursor']],
  [
    'a cursor out of time',
    `GET /rooms?cursor=${Buffer.from(JSON.stringify({ t: -1e15, i: NOWHERE })).toString('base64url')}`,
    {},
    422,
    'validation_failed',
    ['query.cursor'],
  ],
  ['an unknown status', 'GET /rooms?status=open', {}, 422, 'validation_failed', ['query.status']],
  ['an unknown filter', 'GET /rooms?name=x', {}, 422, 'validation_failed', ['query.name']],
  ['no time', 'GET /sessions?from=yesterday&roomId=x', {}, 422, 'validation_failed', ['query.roomId', 'query.from']],
  ['U+0000 as a filter', 'GET /rooms?slug=%00', {}, 422, 'validation_failed', ['query.slug']],
  ['the year 0', 'GET /sessions?to=0000-01-01T00:00:00Z', {}, 422, 'validation_failed', ['query.to']],
  ['the year 10000', `GET /sessions?from=${YEAR_10000}`, {}, 422, 'validation_failed', ['query.from']],
  ['the year 10000', `GET /audit-log?to=${YEAR_10000}`, {}, 422, 'validation_failed', ['query.to']],
  ['the year 10000', `GET /analytics/summary?to=${YEAR_10000}`, {}, 422, 'validation_failed', ['query.to']],
  [
    'a ban until the year 10000',
    'POST /rooms/here/bans',
    { json: { agentId: 'anna', expiresAt: YEAR_10000 } },
    422,
    'validation_failed',
    ['body.expiresAt'],
  ],
  ['an agent of U+0000', 'DELETE /agents/a%00b', {}, 422, 'validation_failed', ['params.agent']],
  ['no such address', 'GET /nothing', {}, 404, 'not_found'],
  ['no such method', 'PUT /rooms/x', { json: {} }, 405, 'method_not_allowed'],
];

forEachApi((api) => {
  for (const [what, line, options, status, code, paths] of CASES) {
    test(`${what}: ${line.slice(0, 50)} is ${code}`, async () => {
      await api.request('POST /rooms', { json: { name: 'here', slug: 'here' } });
      const answer = await api.request(line, options);
      assert.deepEqual([answer.status, answer.body.code, answer.body['status']], [status, code, status]);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.equal(answer.headers.get('x-request-id'), answer.body['requestId']);
      if (paths) {
        assert.deepEqual(answer.body.issues?.map(({ path }) => path).sort(), [...paths].sort());
      }
      assert.deepEqual(api.errors, [], 'nothing that the server did not foresee');
    });
  }

  test('10 MB, announced or not, are refused before they are read, and the server lives', async () => {
    const big = new Uint8Array(10 * 1024 * 1024).fill(0x20);
    const answer = await api.request('POST /rooms', { raw: big }).catch((error: unknown) => error);
    // A browser or fetch may meet the closed connection before it reads the answer.
    if (!(answer instanceof Error)) assert.deepEqual(answer, { ...Object(answer), status: 413 });
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(big);
        controller.close();
      },
    });
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: stream,
      duplex: 'half',
    } as const;
    const chunked = await fetch(`${api.url}/api/v1/rooms`, init).catch((error: unknown) => error);
    if (chunked instanceof Response) assert.equal(chunked.status, 413);
    const alive = await api.request('GET /rooms');
    assert.equal(alive.status, 200);
    assert.deepEqual(api.errors, []);
  });
});
