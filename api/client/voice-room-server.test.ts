import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeApi } from '../describe-api.ts';
import { forEachApi } from '../testing/harness.ts';
import { VoiceRoomError } from './voice-room-error.ts';
import { VoiceRoomServer } from './voice-room-server.ts';

const failing = (code: string, status: number) => (error: unknown) => {
  assert.ok(error instanceof VoiceRoomError);
  assert.deepEqual([error.code, error.status], [code, status]);
  return true;
};

test('there is a method for every route, and none for anything else', async () => {
  const called: string[] = [];
  const voice = new VoiceRoomServer({
    url: 'https://voice.example.com',
    fetch: async (input, init) => {
      called.push(`${init?.method} ${new URL(String(input)).pathname.slice('/api/v1'.length)}`);
      return Response.json({ data: [], nextCursor: null });
    },
  });
  const methods = Object.values(voice).flatMap((resource) => Object.values<(...args: unknown[]) => unknown>(resource));
  for (const method of methods) {
    // Ids for whatever it takes first; what is no id is ignored.
    const result = method('one', 'two');
    for await (const _ of isList(result) ? result : []);
    await result;
  }
  const paths = Object.entries(describeApi().paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const pattern = (path: string) => new RegExp(`^${path.replace(/\{\w+\}/g, '(one|two)')}$`);
  assert.deepEqual(
    paths.filter((path) => !called.some((call) => pattern(path).test(call))),
    [],
    'routes without a method: add them to api/client',
  );
  assert.deepEqual(
    called.filter((call) => !paths.some((path) => pattern(path).test(call))),
    [],
    'methods without a route',
  );
});

const isList = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

forEachApi((api) => {
  const connect = () => new VoiceRoomServer({ url: api.url });

  test('a room is made, read, changed as it was read, and closed', async () => {
    const voice = connect();
    const room = await voice.rooms.create({ name: 'Support', slug: 'support', settings: { locked: true } });
    assert.deepEqual([room.slug, room.settings.locked], ['support', true]);
    const read = await voice.rooms.get('support');
    assert.deepEqual({ ...read }, room, 'the etag is not among what is answered');
    const changed = await voice.rooms.update(room.id, { settings: { locked: false } }, { ifMatch: read.etag });
    assert.equal(changed.settings.locked, false);
    assert.notEqual(changed.etag, read.etag);
    await assert.rejects(
      voice.rooms.update(room.id, { name: 'x' }, { ifMatch: read.etag }),
      failing('precondition_failed', 412),
    );
    await voice.rooms.close('support');
    await assert.rejects(voice.rooms.get('support'), failing('room_not_found', 404));
    await assert.rejects(voice.rooms.get('no such / room?'), failing('room_not_found', 404));
  });

  test('people join, are muted, named, removed; their sessions are read and ended', async () => {
    const voice = connect();
    const anna = await voice.participants.join('desk', { agentId: 'anna', displayName: 'Anna' });
    const ben = await voice.participants.join('desk', { agentId: 'ben' });
    const { id } = ben.participant;
    assert.deepEqual(
      ben.peers.map(({ agentId }) => agentId),
      ['anna'],
    );
    assert.equal((await voice.participants.update('desk', id, { serverMuted: true })).serverMuted, true);
    assert.equal((await voice.participants.get('desk', id)).serverMuted, true);
    await voice.participants.beat('desk', id);
    await voice.participants.remove('desk', id, { reason: 'removed' });
    const here = await voice.participants.list('desk', { present: true }).toArray();
    assert.deepEqual(
      here.map(({ agentId }) => agentId),
      ['anna'],
    );
    const ended = await voice.sessions.end(anna.session.id, { reason: 'failed' });
    assert.deepEqual([ended.status, (await voice.sessions.get(ended.id)).endReason], ['failed', 'failed']);
    assert.deepEqual(await voice.sessions.quality(ended.id).toArray(), []);
    const from = new Date(anna.session.startedAt);
    const { sessions: count, rooms } = await voice.analytics.summary({ from });
    assert.ok(count >= 2 && rooms >= 1);
    const sessions = await voice.sessions.list({ roomId: anna.room.id, from, limit: 1 }).toArray();
    assert.deepEqual(
      sessions.map(({ agentId }) => agentId),
      ['ben', 'anna'],
      'over two pages',
    );
    assert.deepEqual((await voice.iceServers.get()).iceServers, []);
  });

  test('who is banned stays out until the ban is lifted', async () => {
    const voice = connect();
    const eve = await voice.participants.join('calm', { agentId: 'eve' });
    await voice.participants.remove('calm', eve.participant.id, { ban: 60 });
    await voice.bans.create('calm', { agentId: 'mallory', reason: 'Noise' });
    await assert.rejects(voice.participants.join('calm', { agentId: 'eve' }), failing('banned', 403));
    const banned = await voice.bans.list('calm', { limit: 1 }).toArray();
    assert.deepEqual(banned.map(({ agentId }) => agentId).sort(), ['eve', 'mallory']);
    assert.deepEqual(await voice.agents.erase('eve'), {
      participants: 1,
      sessions: 1,
      bans: 1,
      webhookDeliveries: 0,
      auditEntries: 2,
    });
    await assert.rejects(voice.participants.join('calm', { agentId: 'eve' }), failing('banned', 403));
    await voice.bans.lift('calm', 'eve');
    assert.ok(await voice.participants.join('calm', { agentId: 'eve' }));
  });

  test('a list gives one page, or everything', async () => {
    const voice = connect();
    for (let n = 0; n < 5; n += 1) await voice.participants.join('crowd', { agentId: `agent-${n}` });
    const first = await voice.participants.list('crowd', { limit: 2 }).page();
    assert.equal(first.data.length, 2);
    const cursor = first.nextCursor ?? '';
    const rest: string[] = [];
    for await (const { agentId } of voice.participants.list('crowd', { limit: 2, cursor })) rest.push(agentId);
    assert.deepEqual(rest, ['agent-2', 'agent-3', 'agent-4']);
  });

  test('webhooks are made, changed, listed and deleted', async () => {
    const voice = connect();
    const hook = await voice.webhooks.create({ url: 'https://example.com/hook', events: ['room.closed'] });
    assert.match(hook.secret, /^whsec_/);
    const { etag } = await voice.webhooks.get(hook.id);
    assert.equal((await voice.webhooks.update(hook.id, { disabled: true }, { ifMatch: etag })).disabled, true);
    assert.notEqual((await voice.webhooks.rotateSecret(hook.id)).secret, hook.secret);
    assert.deepEqual(await voice.webhooks.deliveries(hook.id, { status: 'failed' }).toArray(), []);
    assert.ok((await voice.webhooks.list().toArray()).some(({ id }) => id === hook.id));
    await voice.webhooks.delete(hook.id);
    await assert.rejects(voice.webhooks.get(hook.id), failing('webhook_not_found', 404));
  });

  test('a refusal says what, where, and how to ask about it', async () => {
    const voice = connect();
    const refused = await voice.rooms.create({ name: '', maxParticipants: 0 }).catch((error: unknown) => error);
    assert.ok(refused instanceof VoiceRoomError);
    assert.deepEqual([refused.code, refused.status], ['validation_failed', 422]);
    assert.deepEqual(refused.issues.map(({ path }) => path).sort(), ['body.maxParticipants', 'body.name']);
    assert.ok(refused.requestId);
    const stranger = new VoiceRoomServer({ url: api.url, key: 'no-such-key' });
    await assert.rejects(stranger.rooms.list().toArray(), failing('token_invalid', 401));
  });
});
