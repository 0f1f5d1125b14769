/** What one network address may do by its live sockets, and one socket by itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_SOCKETS_PER_NETWORK, MAX_STAYS_PER_SOCKET, ROOMS_PER_NETWORK } from '../../protocol/limits.ts';
import { ADMIN_KEY } from '../testing/config.ts';
import { openInMemory } from '../testing/databases.ts';
import { until } from '../testing/until.ts';
import { Crowd } from './crowd.ts';
import { type LiveClient, refusedUpgrade } from './testing/live-client.ts';
import { startLive } from './testing/live-harness.ts';

const production = { production: true, trustProxy: 1 };
const from = (ip: string) => ({ headers: { 'x-forwarded-for': ip } });
const joining = (room: string, agentId: string) => ({ type: 'room:join', room, agentId });

test('a network has so many sockets open, and another is not concerned', () => {
  const crowd = new Crowd(2);
  const unlimited = new Crowd(0);
  for (const network of ['a', 'a', 'b']) {
    crowd.refuseMore(network);
    crowd.enter(network);
  }
  assert.throws(() => crowd.refuseMore('a'), { code: 'rate_limited' });
  crowd.refuseMore('b');
  crowd.leave('a');
  crowd.refuseMore('a');
  for (let n = 0; n < 9; n += 1) unlimited.enter('a');
  unlimited.refuseMore('a');
  assert.ok(MAX_SOCKETS_PER_NETWORK >= 1_000, 'a school is one network');
});

test('one socket is in ten rooms at most, and may go on when it has left one', async () => {
  await using db = await openInMemory();
  await using live = await startLive({ db, config: production });
  const client = await live.client();
  const stays = [];
  for (let n = 0; n < MAX_STAYS_PER_SOCKET; n += 1) {
    stays.push(await client.get('room:joined', joining(`room-${n}`, 'anna')));
  }
  assert.equal(await client.refusal(joining('one-more', 'anna')), 'rate_limited');
  const [{ roomId, participantId } = assert.fail()] = stays;
  await client.get('room:participant-left', { type: 'room:leave', roomId, participantId });
  await client.get('room:joined', joining('one-more', 'anna'));
  client.ws.close();
});

test('sockets of one address together make so many rooms; joining one that is there is not counted, nor a backend', async () => {
  await using db = await openInMemory();
  await using live = await startLive({ db, config: production });
  const clientFrom = async (ip: string, credential?: string) => {
    const client = await live.connect(from(ip));
    await client.get('auth:ok', { type: 'auth', ...(credential === undefined ? {} : { credential }) });
    return client;
  };
  const make = (client: LiveClient, room: string) => client.get('room:joined', joining(room, 'anna'));
  let rooms = 0;
  while (rooms < ROOMS_PER_NETWORK.burst) {
    const client = await clientFrom('192.0.2.1');
    for (let n = 0; n < MAX_STAYS_PER_SOCKET && rooms < ROOMS_PER_NETWORK.burst; n += 1) {
      await make(client, `room-${rooms}`);
      rooms += 1;
    }
  }
  const client = await clientFrom('192.0.2.1');
  assert.equal(await client.refusal(joining('too-many', 'anna')), 'rate_limited');
  await client.get('room:joined', joining('room-0', 'ben'));
  await make(await clientFrom('192.0.2.2'), 'too-many');
  await make(await clientFrom('192.0.2.1', ADMIN_KEY), 'of-the-backend');
  live.time.advance(1_000);
  await make(client, 'a-second-later');
});

test('sockets above the limit are refused with 429 before they are open', async () => {
  await using db = await openInMemory();
  await using live = await startLive({ db, config: { ...production, maxSockets: 1 } });
  const first = await live.connect(from('192.0.2.1'));
  const again = () => refusedUpgrade(live.url, from('192.0.2.1'));
  const { status, code } = await again();
  assert.deepEqual([status, code], [429, 'rate_limited']);
  await live.connect(from('192.0.2.2'));
  first.ws.close();
  await first.closed;
  const isLetIn = () =>
    again().then(
      () => false,
      () => true,
    );
  await until(isLetIn, 'the address has a socket less');
});
