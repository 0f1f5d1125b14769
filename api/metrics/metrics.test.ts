import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { listen } from '../http/listen.ts';
import { ADMIN_KEY, forEachApi, startApi } from '../testing/harness.ts';
import { startReceiver } from '../webhooks/testing/receiver.ts';

async function read(url: string, token?: string): Promise<Map<string, number>> {
  const answer = await fetch(`${url}/metrics`, token ? { headers: { authorization: `Bearer ${token}` } } : {});
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=/);
  const lines = (await answer.text()).split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

forEachApi((api) => {
  test('rooms, participants, joins by result, requests by route and status', async () => {
    await api.request('POST /rooms', { json: { name: 'empty' } });
    await api.join('pair', 'anna');
    await api.join('pair', 'ben');
    const carl = await api.join('alone', 'carl');
    await api.request('POST /rooms/alone/participants', { json: { agentId: 'carl', multiAgent: 'reject' } });
    await api.request(`DELETE /rooms/alone/participants/${carl.participant.id}`);
    await api.request('GET /rooms/nowhere');
    await fetch(`${api.url}/something/else`);

    const metrics = await read(api.url);
    const is = (name: string, value: number) => assert.equal(metrics.get(name), value, name);
    is('voice_room_rooms{status="created"}', 1);
    is('voice_room_rooms{status="waiting"}', 1);
    is('voice_room_rooms{status="active"}', 1);
    is('voice_room_participants', 2);
    is('voice_room_joins_total{result="joined"}', 3);
    is('voice_room_joins_total{result="already_joined"}', 1);
    const requests = 'voice_room_http_request_duration_seconds_count';
    is(`${requests}{method="POST",route="/rooms/:room/participants",status="201"}`, 3);
    is(`${requests}{method="POST",route="/rooms/:room/participants",status="409"}`, 1);
    is(`${requests}{method="GET",route="/rooms/:room",status="404"}`, 1);
    is(`${requests}{method="GET",route="other",status="404"}`, 1);
    assert.ok((metrics.get('process_resident_memory_bytes') ?? 0) > 1e7);
    assert.ok((metrics.get('voice_room_event_loop_delay_seconds{quantile="0.99"}') ?? 0) > 0);
  });

  test('webhooks: attempts by result, and the age of what has not arrived', async () => {
    assert.equal((await read(api.url)).get('voice_room_webhook_lag_seconds'), 0);
    await using receiver = await startReceiver((_message, _response, index) => (index === 0 ? 204 : 500));
    const { body } = await api.request('POST /webhooks', { json: { url: receiver.url, events: ['room.created'] } });
    await api.request('POST /rooms', { json: { name: 'arrives' } });
    await receiver.until(({ length }) => length === 1);
    await api.request('POST /rooms', { json: { name: 'does not' } });
    let metrics = new Map<string, number>();
    const attempts = (result: string) => metrics.get(`voice_room_webhook_attempts_total{result="${result}"}`);
    for (let n = 0; n < 1000 && attempts('status') === undefined; n += 1) metrics = await read(api.url);
    assert.deepEqual([attempts('delivered'), attempts('status')], [1, 1]);
    api.clock.advance(100);
    const lag = (await read(api.url)).get('voice_room_webhook_lag_seconds') ?? 0;
    assert.ok(lag >= 100, `${lag}`);
    await api.request(`DELETE /webhooks/${body['id']}`);
    assert.equal((await read(api.url)).get('voice_room_webhook_lag_seconds'), 0);
  });

  test('live sockets are counted', async () => {
    assert.equal((await read(api.url)).get('voice_room_live_sockets'), 0);
    const server = createServer().on('upgrade', api.api.upgrade);
    const port = await listen(server, 0, '127.0.0.1');
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`);
    await new Promise((resolve) => socket.once('open', resolve));
    assert.equal((await read(api.url)).get('voice_room_live_sockets'), 1);
    socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  });

  test('in production they are for the admin key', async () => {
    await using closed = await startApi({ ...api.db, close: async () => {} }, { config: { production: true } });
    const { token } = await closed.join('hidden', 'anna');
    assert.equal((await fetch(`${closed.url}/metrics`)).status, 401);
    const headers = { authorization: `Bearer ${token}` };
    assert.equal((await fetch(`${closed.url}/metrics`, { headers })).status, 403);
    await read(closed.url, ADMIN_KEY);
  });
});
