import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
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
  assert.deepEqual(ice.describe('p'), { iceServers: [{ urls: ['stun:s'] }], iceServersTtlS, signalingUrl: '/peer' });
});
