import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import type { IceServersAnswer, JoinToken } from '../../protocol/rest.ts';
import { SYSTEM } from '../auth/actor.ts';
import { openInMemory } from '../testing/databases.ts';
import { ADMIN_KEY, startApi } from '../testing/harness.ts';
import { makeSite } from '../testing/site.ts';
import { createIceService } from './ice.service.ts';

const clock = () => new Date('2026-01-01T00:00:00Z');

const iceServersTtlS = 24 * 3600;
const base = { clock, turnTtlS: iceServersTtlS, peerUrl: '/peer' };

test('no servers named: none', () => {
  const ice = createIceService({ stunUrls: [], turnUrls: [], turnSecret: undefined, ...base });
  assert.deepEqual(ice.grant('p'), { iceServers: [], iceServersTtlS });
});

test('STUN as it is; TURN with credentials that coturn accepts for a day', () => {
  const ice = createIceService({
    stunUrls: ['stun:s'],
    turnUrls: ['turn:t', 'turns:t'],
    turnSecret: 'shared',
    ...base,
  });
  const username = `${Date.UTC(2026, 0, 2) / 1000}:p`;
  const credential = createHmac('sha1', 'shared').update(username).digest('base64');
  const iceServers = [{ urls: ['stun:s'] }, { urls: ['turn:t', 'turns:t'], username, credential }];
  assert.deepEqual(ice.grant('p'), { iceServers, iceServersTtlS });
});

test('who only looks is told where signalling is, too', () => {
  const ice = createIceService({ stunUrls: ['stun:s'], turnUrls: [], turnSecret: undefined, ...base });
  const iceServers = [{ urls: ['stun:s'] }];
  assert.deepEqual(ice.describe(SYSTEM), { iceServers, iceServersTtlS, signalingUrl: '/peer' });
});

for (const production of [true, false]) {
  const server = production ? 'in production' : 'on a development server';
  test(`a relay is for those who stay or have a token; others may try whether one works, ${server}`, async () => {
    await using db = await openInMemory();
    const config = { production, turnUrls: ['turn:t'], turnSecret: 'shared' };
    await using api = await startApi(db, { config });
    const site = await makeSite(api);
    const minted = await api.request<JoinToken>('POST /rooms/r/tokens', {
      token: site.secret,
      json: { agentId: 'anna' },
    });
    const { token: stay, ...joined } = await api.join('r', 'ben');
    const ttlOf = async (token?: string) => {
      const { body } = await api.request<IceServersAnswer>('GET /ice-servers', token === undefined ? {} : { token });
      const expiresAt = Number(body.iceServers[0]?.username?.split(':')[0]);
      assert.ok(Math.abs(expiresAt - api.clock().getTime() / 1000 - body.iceServersTtlS) < 2);
      return body.iceServersTtlS;
    };
    assert.deepEqual([await ttlOf(), await ttlOf(site.publishable)], [120, 120]);
    const others = [minted.body.token, stay, site.secret, ADMIN_KEY];
    assert.deepEqual(await Promise.all(others.map(ttlOf)), [86_400, 86_400, 86_400, 86_400]);
    assert.equal(joined.iceServersTtlS, 86_400);
  });
}
