import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { CLOSE } from '../../protocol/live-events.ts';
import type { KeyKind } from '../../protocol/sites.ts';
import type { Actor } from '../auth/actor.ts';
import { ADMIN_KEY } from '../testing/config.ts';
import { forEachDatabase } from '../testing/databases.ts';
import { refusedUpgrade } from './testing/live-client.ts';
import { startLive } from './testing/live-harness.ts';

const ADMIN: Actor = { kind: 'admin', siteId: 'default' };
const PAGE = 'https://app.acme.example';
type Live = Awaited<ReturnType<typeof startLive>>;

async function makeSite({ sites, siteKeys }: Live, allowedOrigins: string[] = []) {
  const site = await sites.create(ADMIN, { name: 'Acme', allowedOrigins });
  const make = async (kind: KeyKind) => {
    const { id, key } = await siteKeys.create(ADMIN, site.id, { kind });
    return { id, key: key ?? assert.fail() };
  };
  const secret = await make('secret');
  const publishable = await make('publishable');
  const actor: Actor = { kind: 'site', siteId: site.id, keyId: secret.id };
  return { site, actor, secret: secret.key, publishable: publishable.key, publishableId: publishable.id };
}

forEachDatabase((open) => {
  test('another site’s room is as if it were not there', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const acme = await makeSite(live);
    const ours = await live.join('lobby', 'anna');
    const { roomId, participantId } = ours;
    const before = await live.participants.listPresent(roomId);
    const body = { agentId: 'eve' };
    const mod = await live.client(acme.secret);
    const stay = await mod.get('room:joined', { type: 'room:join', room: 'own', ...body });
    const { token } = await live.joinTokens.create(acme.actor, 'own', { agentId: 'guest', ttlS: 600 });
    for (const credential of [acme.secret, acme.publishable, stay.token, token]) {
      const client = credential === stay.token ? mod : await live.client(credential);
      for (const id of [roomId, randomUUID()]) {
        const target = { roomId: id, participantId };
        const codes = [
          await client.refusal({ type: 'room:watch', room: id }),
          await client.refusal({ type: 'room:join', room: id, ...body }),
          await client.refusal({ type: 'room:ready', roomId: id }),
          await client.refusal({ type: 'room:mute', ...target, muted: true }),
          await client.refusal({ type: 'room:leave', ...target }),
          await client.refusal({ type: 'room:settings', roomId: id, settings: { locked: true } }),
          await client.refusal({ type: 'voice:start', roomId: id }),
          await client.refusal({ type: 'voice:stop', roomId: id }),
        ];
        assert.deepEqual(
          codes.filter((code) => !['room_not_found', 'participant_not_found', 'forbidden'].includes(code)),
          [],
        );
        assert.equal(codes[0], 'room_not_found');
        assert.equal(codes[1], 'room_not_found');
      }
    }
    assert.deepEqual(await live.participants.listPresent(roomId), before);
  });

  test('who watches a slug sees the room of its own site, now and when it is made', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const acme = await makeSite(live);
    const [visitor, anybody] = [await live.client(acme.publishable), await live.client()];
    for (const client of [visitor, anybody]) {
      assert.equal((await client.get('room:snapshot', { type: 'room:watch', room: 'lobby' })).room, null);
    }
    const { roomId } = await live.join('lobby', 'anna');
    assert.equal((await anybody.next('room:created')).roomId, roomId);
    await visitor.settled();
    assert(!visitor.types().includes('room:created'));
    const own = await visitor.get('room:joined', { type: 'room:join', room: 'lobby', agentId: 'ben' });
    assert.notEqual(own.roomId, roomId);
    await anybody.settled();
    assert(anybody.heard.every((message) => !('roomId' in message) || message.roomId !== own.roomId));
  });

  test('a guest sees and joins the room of its token, under no other name, and a takeover keeps to it', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const acme = await makeSite(live);
    const body = { agentId: 'anna', displayName: 'Anna', role: 'listener', ttlS: 600 } as const;
    const { token } = await live.joinTokens.create(acme.actor, 'stage', body);
    const guest = await live.client(token);
    assert.equal((await guest.get('room:snapshot', { type: 'room:watch', room: 'stage' })).room, null);
    assert.equal(await guest.refusal({ type: 'room:watch', room: 'elsewhere' }), 'forbidden');
    assert.equal(await guest.refusal({ type: 'room:join', room: 'elsewhere', agentId: 'anna' }), 'forbidden');
    await live.rooms.create(acme.actor, { name: 'Elsewhere', slug: 'elsewhere' });
    const joined = await guest.get('room:joined', { type: 'room:join', room: 'stage', agentId: 'boss' });
    const { agentId, displayName, role } = joined.participant;
    assert.deepEqual([agentId, displayName, role], ['anna', 'Anna', 'listener']);
    assert(!guest.heard.some((message) => message.type === 'room:created' && message.room.slug === 'elsewhere'));

    // By the token of the stay the same socket is no more than the stay.
    const again = await live.connect();
    await again.get('auth:ok', { type: 'auth', credential: joined.token });
    assert.equal(await again.refusal({ type: 'room:watch', room: 'elsewhere' }), 'forbidden');
    assert.equal(await again.refusal({ type: 'room:join', room: 'new', agentId: 'x' }), 'forbidden');
  });

  test('other rights on the same socket: what they do not reach is watched no more', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const acme = await makeSite(live);
    const room = await live.rooms.create(acme.actor, { name: 'a', slug: 'a' });
    const client = await live.client(acme.publishable);
    await client.get('room:snapshot', { type: 'room:watch', room: 'a' });
    await client.get('auth:ok', { type: 'auth' });
    const heard = client.heard.length;
    await live.rooms.update(acme.actor, room.id, { name: 'b' });
    await client.settled();
    assert(!client.types(heard).includes('room:updated'));
  });

  test('a key or token that holds no longer opens nothing, on sockets that are open already too', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const acme = await makeSite(live);
    const { token } = await live.joinTokens.create(acme.actor, 'a', { agentId: 'anna', ttlS: 60 });
    const [visitor, guest] = [await live.client(acme.publishable), await live.client(token)];
    await live.siteKeys.revoke(ADMIN, acme.site.id, acme.publishableId);
    assert.equal(await visitor.refusal({ type: 'room:watch', room: 'a' }), 'token_invalid');
    assert.equal(await visitor.refusal({ type: 'room:join', room: 'a', agentId: 'x' }), 'token_invalid');
    const late = await live.connect();
    assert.equal(await late.refusal({ type: 'auth', credential: acme.publishable }), 'token_invalid');
    assert.equal(await late.closed, CLOSE.unauthenticated);

    const joined = await guest.get('room:joined', { type: 'room:join', room: 'a', agentId: 'x' });
    for (let passed = 0; passed <= 60; passed += 10) {
      live.time.advance(10_000);
      await guest.settled();
    }
    await guest.get('room:ready', { type: 'room:ready', roomId: joined.roomId });
    const tooLate = await live.connect();
    assert.equal(await tooLate.refusal({ type: 'auth', credential: token }), 'token_expired');
  });

  test('a page of a site’s origin gets a socket; which site it may use is decided by what it shows', async () => {
    await using db = await open();
    const config = { production: true, allowedOrigins: ['https://ours.example'] };
    await using live = await startLive({ db, config });
    const acme = await makeSite(live, [PAGE]);
    assert.equal((await refusedUpgrade(live.url, { origin: 'https://evil.example' })).code, 'origin_not_allowed');
    const from = (origin: string) => live.connect({ origin });
    await (await from(PAGE)).get('auth:ok', { type: 'auth', credential: acme.publishable });
    const refused: [origin: string, credential: string | undefined][] = [
      [PAGE, undefined],
      [PAGE, ADMIN_KEY],
      ['https://ours.example', acme.publishable],
    ];
    for (const [origin, credential] of refused) {
      const client = await from(origin);
      const auth = { type: 'auth', ...(credential ? { credential } : {}) };
      assert.equal(await client.refusal(auth), 'origin_not_allowed', `${origin} ${credential?.slice(0, 6)}`);
    }
  });
});
