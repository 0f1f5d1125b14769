import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newSecret, signatureOf } from '../webhooks/webhook-secrets.ts';
import { verifyWebhook, WebhookVerificationError } from './verify-webhook.ts';

const NOW = new Date('2026-01-01T12:00:00Z');
const SECONDS = NOW.getTime() / 1000;
const BODY = '{"id":"e1","type":"room.closed","timestamp":"2026-01-01T12:00:00.000Z","data":{"name":"Café"}}';
const secret = newSecret();

const headersOf = (signature: string, timestamp = SECONDS) => ({
  'webhook-id': 'e1',
  'webhook-timestamp': String(timestamp),
  'webhook-signature': signature,
});
const signed = (timestamp = SECONDS, by = secret) => headersOf(signatureOf(by, 'e1', timestamp, BODY), timestamp);

test('what the server signed is the event it sent: as text or bytes, with the headers of Node or of fetch', () => {
  const event = JSON.parse(BODY);
  assert.deepEqual(verifyWebhook(BODY, signed(), secret, NOW), event);
  assert.deepEqual(verifyWebhook(new TextEncoder().encode(BODY), new Headers(signed()), [secret], NOW), event);
});

test('the example of the standard is right', () => {
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };
  const example = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  // Its body holds no event of ours, which is found out after the signature was right.
  const verify = () => verifyWebhook('{"test": 2432232314}', headers, example, new Date(1614265330_000));
  assert.throws(verify, /holds no event/);
});

test('while a secret is rotated the old one and the new one both do, on either side', () => {
  const next = newSecret();
  assert.ok(verifyWebhook(BODY, signed(), [next, secret], NOW));
  const both = headersOf(`${signatureOf(next, 'e1', SECONDS, BODY)} ${signatureOf(secret, 'e1', SECONDS, BODY)}`);
  assert.ok(verifyWebhook(BODY, both, secret, NOW));
});

test('anything else is refused', () => {
  const refused: [string, () => unknown][] = [
    ['another secret', () => verifyWebhook(BODY, signed(SECONDS, newSecret()), secret, NOW)],
    ['another body', () => verifyWebhook(`${BODY} `, signed(), secret, NOW)],
    ['another id', () => verifyWebhook(BODY, { ...signed(), 'webhook-id': 'e2' }, secret, NOW)],
    ['another time', () => verifyWebhook(BODY, { ...signed(), 'webhook-timestamp': `${SECONDS + 1}` }, secret, NOW)],
    ['too old', () => verifyWebhook(BODY, signed(SECONDS - 301), secret, NOW)],
    ['out of the future', () => verifyWebhook(BODY, signed(SECONDS + 301), secret, NOW)],
    ['no number', () => verifyWebhook(BODY, { ...signed(), 'webhook-timestamp': 'now' }, secret, NOW)],
    [
      'another version',
      () => verifyWebhook(BODY, headersOf(signed()['webhook-signature'].replace('v1', 'v2')), secret, NOW),
    ],
    ['no signature', () => verifyWebhook(BODY, headersOf('v1,'), secret, NOW)],
    ['a short one', () => verifyWebhook(BODY, headersOf('v1,YQ=='), secret, NOW)],
    ['no header', () => verifyWebhook(BODY, {}, secret, NOW)],
    ['no secret', () => verifyWebhook(BODY, signed(), [], NOW)],
  ];
  for (const [what, verify] of refused) assert.throws(verify, WebhookVerificationError, what);
  assert.ok(verifyWebhook(BODY, signed(SECONDS - 299), secret, NOW));
});
