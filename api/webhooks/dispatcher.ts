import type { Logger } from 'pino';
import { type DeliveryError, WEBHOOK_HEADERS } from '../../protocol/webhooks.ts';
import type { Clock } from '../clock.ts';
import type { Timers } from '../live/timers.ts';
import { type DeliveryStore, type DueDelivery, KEEP_DELIVERIES_MS, type Settlement } from './delivery-store.ts';
import type { Outbox } from './outbox.ts';
import { nextAttempt, retryAfterOf } from './retry-schedule.ts';
import type { Send, Sent } from './send.ts';
import { type SecretBox, signatureOf } from './webhook-secrets.ts';

/** How often it looks for what other processes left: retries that fall due, and what a dead process had taken. */
export const POLL_MS = 5_000;
const PURGE_EVERY_MS = 3600_000;
/** How many requests are under way at most, and of them to one webhook: a slow receiver must not keep the others waiting. */
const MAX_UNDER_WAY = 64;
const MAX_PER_WEBHOOK = 8;
/** How long `stop` waits for the requests under way. */
const STOP_MS = 5_000;
const GONE = 410;

interface Deps {
  store: DeliveryStore;
  outbox: Pick<Outbox, 'onNews'>;
  send: Send;
  secrets: SecretBox;
  clock: Clock;
  timers: Timers;
  /** In [0, 1). */
  random: () => number;
  log: Logger;
  /** `delivered`, or why not. */
  onAttempt(result: 'delivered' | DeliveryError): void;
}

export interface Dispatcher {
  /** Takes nothing more on, lets the requests under way end or, after STOP_MS, breaks them off: they are sent anew later. */
  stop(): Promise<void>;
}

/**
 * Sends what is in the outbox. Of each room, to each webhook, one event after the other; rooms and webhooks side by side. What a
 * process took and did not finish, because it died, is taken again by another: at least once, with the same id.
 */
export function startDispatcher(deps: Deps): Dispatcher {
  const { store, clock, timers, log } = deps;
  const underWay = new Map<Promise<void>, string>();
  const stopping = new AbortController();
  let stopped = false;
  let due = false;
  let running: Promise<void> | null = null;
  let purgedAt = Number.NEGATIVE_INFINITY;

  function busy(): string[] {
    const ids = [...underWay.values()];
    return [...new Set(ids)].filter((id) => ids.filter((other) => other === id).length >= MAX_PER_WEBHOOK);
  }

  /** Takes on what is due while there is room for it. */
  async function takeOn(): Promise<void> {
    for (let more = true; more && !stopped; ) {
      // A few at a time: none of the webhooks can be much over its share before it counts as busy.
      const wanted = Math.min(MAX_PER_WEBHOOK, MAX_UNDER_WAY - underWay.size);
      if (wanted === 0) return;
      const taken = await store.claim(clock(), wanted, busy());
      for (const one of taken) begin(one);
      more = taken.length === wanted;
    }
  }

  function begin(one: DueDelivery): void {
    const trying = attempt(one)
      .catch((error: unknown) => log.error({ error, delivery: one.delivery.id }, 'a webhook delivery was not settled'))
      .finally(() => {
        underWay.delete(trying);
        wake();
      });
    underWay.set(trying, one.webhook.id);
  }

  async function attempt(one: DueDelivery): Promise<void> {
    const at = clock();
    const sent = await deliver(one, at);
    const now = clock();
    if ('interrupted' in sent) return store.release(one, now);
    const settlement = settlementOf(one, sent, at, now, deps.random);
    const disabled = await store.settle(one, settlement, now);
    deps.onAttempt(settlement.attempt.error ?? 'delivered');
    if (!disabled || !settlement.disable) return;
    const { reason } = settlement.disable;
    log.warn({ webhook: one.webhook.id, reason }, 'a webhook was disabled');
  }

  async function deliver({ delivery, webhook }: DueDelivery, at: Date): Promise<Sent> {
    const { eventId, body } = delivery;
    const timestamp = Math.floor(at.getTime() / 1000);
    let secrets: string[];
    try {
      const previous = webhook.previousExpiresAt && webhook.previousExpiresAt > at ? webhook.sealedPrevious : null;
      secrets = [webhook.sealedSecret, ...(previous ? [previous] : [])].map((sealed) => deps.secrets.open(sealed));
    } catch {
      return { error: 'secret_unreadable' };
    }
    const headers = {
      'Content-Type': 'application/json',
      'User-Agent': 'voice-room-webhooks/1',
      [WEBHOOK_HEADERS.id]: eventId,
      [WEBHOOK_HEADERS.timestamp]: String(timestamp),
      [WEBHOOK_HEADERS.signature]: secrets.map((secret) => signatureOf(secret, eventId, timestamp, body)).join(' '),
    };
    return deps.send({ url: webhook.url, headers, body, signal: stopping.signal });
  }

  async function purge(): Promise<void> {
    const now = clock().getTime();
    if (now - purgedAt < PURGE_EVERY_MS) return;
    purgedAt = now;
    await store.purge(new Date(now - KEEP_DELIVERIES_MS));
  }

  async function run(): Promise<void> {
    try {
      while (due && !stopped) {
        due = false;
        await takeOn();
        await purge();
      }
    } catch (error) {
      log.error({ error }, 'webhooks cannot be sent just now');
    }
    running = null;
  }

  function wake(): void {
    due = true;
    if (!stopped) running ??= run();
  }

  const forget = deps.outbox.onNews(wake);
  const cancel = timers.every(POLL_MS, wake);
  wake();

  return {
    async stop() {
      stopped = true;
      forget();
      cancel();
      await running;
      if (underWay.size === 0) return;
      const enough = timers.after(STOP_MS, () => stopping.abort());
      await Promise.all(underWay.keys());
      enough();
    },
  };
}

/** What an attempt means for the delivery, its room's line, and the webhook. */
function settlementOf(
  { delivery, webhook }: DueDelivery,
  sent: Exclude<Sent, { interrupted: true }>,
  at: Date,
  now: Date,
  random: () => number,
): Settlement {
  const error = 'error' in sent ? sent.error : errorOfStatus(sent.statusCode);
  const attempt = {
    at: at.toISOString(),
    durationMs: now.getTime() - at.getTime(),
    statusCode: 'error' in sent ? null : sent.statusCode,
    error,
    answer: 'error' in sent ? '' : sent.answer,
  };
  if (error === null) return { attempt, status: 'delivered', nextAttemptAt: null };
  const { resumedAt } = webhook;
  const before = delivery.attempts.filter((one) => !resumedAt || new Date(one.at) >= resumedAt);
  const firstAt = new Date(before[0]?.at ?? at);
  if (attempt.statusCode === GONE) {
    return { attempt, status: 'failed', nextAttemptAt: null, disable: { reason: 'gone', since: firstAt } };
  }
  // The failure of a replay changes nothing.
  if (delivery.status !== 'pending') return { attempt, status: delivery.status, nextAttemptAt: null };
  const retryAfterMs = 'error' in sent ? null : retryAfterOf(sent.retryAfter, now);
  const attempts = before.length + 1;
  const nextAttemptAt = nextAttempt({ attempts, firstAt, now, retryAfterMs, random });
  if (nextAttemptAt) return { attempt, status: 'pending', nextAttemptAt };
  return { attempt, status: 'failed', nextAttemptAt, disable: { reason: 'failing', since: firstAt } };
}

function errorOfStatus(status: number): DeliveryError | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? 'redirect' : 'status';
}
