import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import type { Page, Room } from '../../protocol/rest.ts';
import {
  MAX_WEBHOOKS_PER_SITE,
  type Webhook,
  type WebhookDelivery,
  type WebhookWithSecret,
} from '../../protocol/webhooks.ts';
import { ADMIN_KEY, forEachApi, startApi } from '../testing/harness.ts';
import { type Message, startReceiver } from './testing/receiver.ts';
import { signatureOf } from './webhook-secrets.ts';

const typesOf = (messages: Message[], roomId?: string) =>
  messages
    .filter(({ event: { data } }) => !roomId || ('roomId' in data ? data.roomId : data.id) === roomId)
    .map(({ event }) => event.type);

/** As a receiver that has only read the specification does it. */
function isSigned({ headers, body }: Message, secret: string): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const expected = createHmac('sha256', key).update([id, timestamp, body].join('.')).digest('base64');
  return String(signatures).split(' ').includes(`v1,${expected}`);
}

test('the signature is that of the specification', () => {
  // The example that the libraries of standard-webhooks are tested with.
  const signature = signatureOf(
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    1614265330,
    '{"test": 2432232314}',
  );
  assert.equal(signature, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

forEachApi((api) => {
  async function create(url: string, more: object = {}): Promise<WebhookWithSecret> {
    const { status, body } = await api.request<WebhookWithSecret>('POST /webhooks', { json: { url, ...more } });
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  }
  const remove = (...webhooks: Webhook[]) =>
    Promise.all(webhooks.map(({ id }) => api.request(`DELETE /webhooks/${id}`)));
  const deliveriesOf = async ({ id }: Webhook, query = '') =>
    (await api.request<Page<WebhookDelivery>>(`GET /webhooks/${id}/deliveries${query}`)).body.data;

  test('the whole life of a room is told, signed, in order', async () => {
    await using receiver = await startReceiver();
    const webhook = await create(receiver.url);
    const anna = await api.join('told', 'anna');
    const ben = await api.join('told', 'ben');
    await api.request(`DELETE /rooms/told/participants/${ben.participant.id}`);
    await api.request('DELETE /rooms/told');
    await receiver.until(({ length }) => length >= 9);

    assert.deepEqual(typesOf(receiver.messages), [
      'room.created',
      'participant.joined',
      'participant.joined',
      'room.active',
      'participant.left',
      'session.ended',
      'participant.left',
      'session.ended',
      'room.closed',
    ]);
    for (const message of receiver.messages) {
      assert.ok(isSigned(message, webhook.secret), message.event.type);
      assert.equal(message.headers['webhook-id'], message.event.id);
      assert.equal(message.headers['content-type'], 'application/json');
    }
    assert.equal(new Set(receiver.messages.map(({ event }) => event.id)).size, 9);
    const closed = receiver.messages[8]?.event;
    assert.deepEqual(closed?.data, (await api.request<Room>(`GET /rooms/${anna.room.id}`)).body);
    const left = receiver.messages[4]?.event;
    const { body } = await api.request(`GET /rooms/${anna.room.id}/participants/${ben.participant.id}`);
    assert.deepEqual(left?.data, body);
    const ended = receiver.messages[5]?.event;
    assert.deepEqual(ended?.data, (await api.request(`GET /sessions/${ben.session.id}`)).body);

    const deliveries = await deliveriesOf(webhook, '?status=delivered');
    assert.equal(deliveries.length, 9);
    assert.deepEqual(await deliveriesOf(webhook, '?status=failed'), []);
    const [attempt] = deliveries[0]?.attempts ?? [];
    assert.deepEqual(
      { ...attempt, at: '', durationMs: 0 },
      { at: '', durationMs: 0, statusCode: 204, error: null, answer: '' },
    );
    await remove(webhook);
    assert.equal((await api.request(`GET /webhooks/${webhook.id}/deliveries`)).status, 404);
  });

  test('each webhook gets what it asked for; what is disabled gets nothing', async () => {
    await using receiver = await startReceiver();
    await using other = await startReceiver();
    const closings = await create(receiver.url, { events: ['room.closed', 'room.closed'] });
    const joins = await create(other.url, { events: ['participant.joined'], description: 'Joins' });
    const off = await create(receiver.url, { disabled: true });
    assert.deepEqual(closings.events, ['room.closed']);
    assert.equal(off.disabledReason, 'requested');
    const { room } = await api.join('filtered', 'anna');
    await api.request(`DELETE /rooms/${room.id}`);
    await receiver.until(({ length }) => length === 1);
    await other.until(({ length }) => length === 1);
    assert.deepEqual(typesOf(receiver.messages), ['room.closed']);
    assert.deepEqual(typesOf(other.messages), ['participant.joined']);
    assert.deepEqual(await deliveriesOf(off), []);

    const renamed = await api.request<Webhook>(`PATCH /webhooks/${joins.id}`, {
      json: { events: null, description: '' },
    });
    assert.equal(renamed.body.events, null);
    await remove(closings, joins, off);
  });

  test('nobody to tell, nothing written', async () => {
    const { room } = await api.join('quiet', 'anna');
    const rows = await api.db.sql.selectFrom('webhook_deliveries').select('id').where('roomId', '=', room.id).execute();
    assert.deepEqual(rows, []);
  });

  test('a secret is shown once, kept sealed, and rotated with both valid for a day', async () => {
    await using receiver = await startReceiver();
    const webhook = await create(receiver.url);
    assert.match(webhook.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    const { body: shown } = await api.request(`GET /webhooks/${webhook.id}`);
    assert.ok(!('secret' in shown));
    const row = await api.db.sql
      .selectFrom('webhooks')
      .selectAll()
      .where('id', '=', webhook.id)
      .executeTakeFirstOrThrow();
    assert.ok(!JSON.stringify(row).includes(webhook.secret.slice(6)));

    const rotated = await api.request<WebhookWithSecret>(`POST /webhooks/${webhook.id}/secret`);
    assert.equal(rotated.status, 201);
    await api.request('POST /rooms', { json: { name: 'rotated' } });
    await receiver.until(({ length }) => length === 1);
    const [both] = receiver.messages;
    assert.ok(both && isSigned(both, rotated.body.secret) && isSigned(both, webhook.secret));
    assert.equal(String(both.headers['webhook-signature']).split(' ').length, 2);

    api.clock.advance(24 * 3600 + 1);
    await api.request('POST /rooms', { json: { name: 'rotated' } });
    await receiver.until(({ length }) => length === 2);
    const one = receiver.messages[1];
    assert.ok(one && isSigned(one, rotated.body.secret) && !isSigned(one, webhook.secret));
    assert.equal((await api.request<Webhook>(`GET /webhooks/${webhook.id}`)).body.previousSecretExpiresAt, null);
    await remove(webhook);
  });

  test('what is done is sent once more with the same id; what is on its way is not', async () => {
    await using receiver = await startReceiver((_message, response) => {
      response.writeHead(200).end(`thanks\0${'x'.repeat(5000)}`);
      return undefined;
    });
    const webhook = await create(receiver.url, { events: ['room.created'] });
    await api.request('POST /rooms', { json: { name: 'again' } });
    const done = async (attempts: number) => {
      for (;;) {
        const [delivery] = await deliveriesOf(webhook);
        if (delivery?.attemptCount === attempts) return delivery;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const delivery = await done(1);
    assert.equal(delivery.attempts[0]?.answer, `thanks\u{fffd}${'x'.repeat(1017)}`, 'a huge answer is cut');
    const replay = `POST /webhooks/${webhook.id}/deliveries/${delivery.id}/replay`;
    assert.equal((await api.request(replay)).status, 200);
    await receiver.until(({ length }) => length === 2);
    assert.equal(receiver.messages[0]?.body, receiver.messages[1]?.body);
    assert.equal(receiver.messages[1]?.headers['webhook-id'], delivery.eventId);
    assert.equal((await done(2)).status, 'delivered');

    receiver.answer = () => 500;
    await api.request('POST /rooms', { json: { name: 'again' } });
    const [failing] = await deliveriesOf(webhook);
    const early = await api.request(`POST /webhooks/${webhook.id}/deliveries/${failing?.id}/replay`);
    assert.deepEqual([early.status, early.body.code], [409, 'invalid_transition']);
    await api.request(`PATCH /webhooks/${webhook.id}`, { json: { disabled: true } });
    const { body } = await api.request(replay);
    assert.equal(body.code, 'invalid_transition');
    for (const id of ['nothing', webhook.id]) {
      const none = await api.request(`POST /webhooks/${webhook.id}/deliveries/${id}/replay`);
      assert.equal(none.body.code, 'delivery_not_found');
    }
    await remove(webhook);
  });

  test('bodies that are refused, a bounded number, and one change at a time', async () => {
    const refused = [
      {},
      { url: 'ftp://example.com' },
      { url: 'https://u:p@example.com/' },
      { url: 'https://example.com/#x' },
      { url: `https://example.com/${'x'.repeat(2048)}` },
      { url: 'https://example.com/', events: [] },
      { url: 'https://example.com/', events: ['recording.started'] },
      { url: 'https://example.com/', secret: 'whsec_mine' },
    ];
    for (const json of refused) {
      assert.equal(
        (await api.request('POST /webhooks', { json })).body.code,
        'validation_failed',
        JSON.stringify(json),
      );
    }
    const made = await Promise.all(
      Array.from({ length: MAX_WEBHOOKS_PER_SITE + 3 }, () =>
        api.request<WebhookWithSecret>('POST /webhooks', { json: { url: 'http://127.0.0.1:9/', disabled: true } }),
      ),
    );
    const webhooks = made.filter(({ status }) => status === 201).map(({ body }) => body);
    assert.equal(webhooks.length, MAX_WEBHOOKS_PER_SITE);
    assert.equal(made.filter(({ status }) => status === 409).length, 3);
    const path = `/webhooks/${webhooks[0]?.id}`;
    const etag = (await api.request(`GET ${path}`)).headers.get('etag') ?? '';
    const patch = () => api.request(`PATCH ${path}`, { json: { description: 'mine' }, headers: { 'if-match': etag } });
    assert.equal((await patch()).status, 200);
    assert.equal((await patch()).status, 412);
    await remove(...webhooks);
    assert.deepEqual((await api.request<Page<Webhook>>('GET /webhooks')).body.data, []);
    assert.equal((await api.request(`GET ${path}`)).body.code, 'webhook_not_found');
  });

  test('in production: for the admin key, to https and the public internet only', async () => {
    await using closed = await startApi(
      { ...api.db, close: async () => {} },
      {
        config: { production: true },
        lookup: (host, _options, callback) => {
          const address = { 'inside.example': '10.0.0.5', 'outside.example': '93.184.216.34' }[host];
          if (address) callback(null, [{ address, family: 4 }]);
          else
            callback(
              Object.assign(new Error(host), { code: host === 'later.example' ? 'EAI_AGAIN' : 'ENOTFOUND' }),
              [],
            );
        },
      },
    );
    const post = (url: string, token?: string) =>
      closed.request<Webhook>('POST /webhooks', { json: { url, disabled: true }, ...(token ? { token } : {}) });
    assert.equal((await post('https://outside.example/')).status, 401);
    const { token } = await closed.join('no-admin', 'anna');
    assert.equal((await post('https://outside.example/', token)).status, 403);

    const inside = [
      '127.0.0.1',
      '[::1]',
      '0x7f.1',
      '169.254.169.254',
      '[::ffff:10.0.0.1]',
      '[64:ff9b::a00:1]',
      'inside.example',
      'unknown.example',
      'localhost',
    ];
    for (const url of ['http://outside.example/', ...inside.map((host) => `https://${host}/`)]) {
      const { status, body } = await post(url, ADMIN_KEY);
      assert.equal(status, 422, url);
      assert.match(JSON.stringify(body), /body\.url/);
    }
    for (const url of ['https://outside.example/', 'https://later.example/', 'https://1.1.1.1/']) {
      const { status, body } = await post(url, ADMIN_KEY);
      assert.equal(status, 201, url);
      const change = { json: { url: 'https://10.0.0.1/' }, token: ADMIN_KEY };
      assert.equal((await closed.request(`PATCH /webhooks/${body.id}`, change)).status, 422);
      await remove(body);
    }
  });
});
