import { createHmac, timingSafeEqual } from 'node:crypto';
import { isRecord, parseJson } from '../../protocol/guards.ts';
import {
  WEBHOOK_HEADERS,
  WEBHOOK_SECRET_PREFIX,
  WEBHOOK_SIGNATURE_VERSION,
  WEBHOOK_TOLERANCE_S,
  type WebhookEvent,
} from '../../protocol/webhooks.ts';

/** What was sent is not from the server that has the secret, or is too old: answer it with 400 and do nothing. */
export class WebhookVerificationError extends Error {
  override name = 'WebhookVerificationError';
}

/** Those of a request: Node's (`request.headers`) or those of fetch (`new Headers(…)`). */
type WebhookHeaders = Headers | Record<string, string | string[] | undefined>;

/**
 * The event that a webhook brought (https://www.standardwebhooks.com). Throws WebhookVerificationError unless one of the secrets signed
 * it within the last 5 minutes. `body` is the text as it came: JSON that was parsed and written again is another text.
 */
export function verifyWebhook(
  body: string | Uint8Array,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  now = new Date(),
): WebhookEvent {
  const id = read(headers, WEBHOOK_HEADERS.id);
  const timestamp = read(headers, WEBHOOK_HEADERS.timestamp);
  const signatures = read(headers, WEBHOOK_HEADERS.signature).split(' ');
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookVerificationError('The timestamp is not a number of seconds.');
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > WEBHOOK_TOLERANCE_S) {
    throw new WebhookVerificationError(
      `The timestamp is more than ${WEBHOOK_TOLERANCE_S} s off: too old, or a clock is wrong.`,
    );
  }
  const given = signatures.flatMap((signature) => {
    const [version, value] = signature.split(',');
    return version === WEBHOOK_SIGNATURE_VERSION && value ? [Buffer.from(value, 'base64')] : [];
  });
  const expected = [secrets]
    .flat()
    .map((secret) => createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest());
  const isSigned = expected.some((ours) =>
    given.some((theirs) => theirs.length === ours.length && timingSafeEqual(theirs, ours)),
  );
  if (!isSigned) throw new WebhookVerificationError('The signature is not of this secret and this body.');
  const event = parseJson(typeof body === 'string' ? body : Buffer.from(body).toString('utf8'));
  if (!isRecord(event) || typeof event['type'] !== 'string') throw new WebhookVerificationError('It holds no event.');
  return event as WebhookEvent;
}

function keyOf(secret: string): Buffer {
  const key = secret.startsWith(WEBHOOK_SECRET_PREFIX) ? secret.slice(WEBHOOK_SECRET_PREFIX.length) : secret;
  return Buffer.from(key, 'base64');
}

function read(headers: WebhookHeaders, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : [headers[name]].flat()[0];
  if (!value) throw new WebhookVerificationError(`There is no header ${name}.`);
  return value;
}
