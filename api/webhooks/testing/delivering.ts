import type { LookupFunction } from 'node:net';
import { pino } from 'pino';
import type { WebhookDelivery, WebhookWithSecret } from '../../../protocol/webhooks.ts';
import { SYSTEM } from '../../auth/actor.ts';
import { MemoryBus } from '../../bus/memory-bus.ts';
import type { Config } from '../../config.ts';
import type { Database } from '../../db/orm.ts';
import { createFakeTime, type FakeTime } from '../../live/testing/fake-time.ts';
import { createServices, type Services } from '../../services.ts';
import { TEST_CONFIG } from '../../testing/config.ts';
import { POLL_MS } from '../dispatcher.ts';
import { startDelivering } from '../start-delivering.ts';
import { createWebhookBody, type UpdateWebhook } from '../webhooks.schema.ts';

const DEADLINE_MS = 30_000;

interface Options {
  config?: Partial<Config>;
  lookup?: LookupFunction;
  ca?: string;
  time?: FakeTime;
}

export interface Delivering extends AsyncDisposable {
  services: Services;
  time: FakeTime;
  /** The result of every attempt. */
  results: string[];
  /** Messages of the log. */
  logged: string[];
  lagS(): Promise<number>;
  create(url: string, body?: object): Promise<WebhookWithSecret>;
  update(id: string, body: UpdateWebhook): Promise<void>;
  /** Makes a room, which is one event. */
  makeRoom(slug: string): Promise<string>;
  deliveries(webhookId: string): Promise<WebhookDelivery[]>;
  /** Resolves when the deliveries to the webhook, oldest first, satisfy. */
  until(webhookId: string, satisfied: (deliveries: WebhookDelivery[]) => boolean): Promise<WebhookDelivery[]>;
  /** Moves time to when the delivery is tried next, and a poll further. */
  advanceTo(delivery: WebhookDelivery | undefined): void;
}

/** Services and a dispatcher over a database, in a time of their own; what is sent is sent over real HTTP. */
export function startTestDelivering(db: Database, options: Options = {}): Delivering {
  const { time = createFakeTime(), lookup = (_host, _options, done) => done(new Error('no names here'), '') } = options;
  const config = { ...TEST_CONFIG, ...options.config };
  const { clock, timers } = time;
  const services = createServices({ config, db, bus: new MemoryBus(), clock, lookup });
  const results: string[] = [];
  const logged: string[] = [];
  const delivering = startDelivering({
    config,
    db,
    outbox: services.outbox,
    audit: services.audit,
    clock,
    timers,
    lookup,
    ca: options.ca,
    random: () => 0,
    log: pino({ level: 'warn' }, { write: (line: string) => void logged.push(JSON.parse(line).msg) }),
    onAttempt: (result) => results.push(result),
  });

  async function deliveries(webhookId: string): Promise<WebhookDelivery[]> {
    const { data } = await services.deliveries.list(SYSTEM, webhookId, { limit: 100 });
    return data.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  }

  return {
    services,
    time,
    results,
    logged,
    deliveries,
    lagS: delivering.lagS,
    create: (url, body = {}) => services.webhooks.create(SYSTEM, createWebhookBody.parse({ url, ...body })),
    async update(id, body) {
      await services.webhooks.update(SYSTEM, id, body);
    },
    async makeRoom(slug) {
      time.advance(1);
      return (await services.rooms.create(SYSTEM, { name: slug, slug })).id;
    },
    async until(webhookId, satisfied) {
      const end = Date.now() + DEADLINE_MS;
      for (;;) {
        const found = await deliveries(webhookId);
        if (satisfied(found)) return found;
        if (Date.now() > end) throw new Error(`It stayed at ${JSON.stringify(found)}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    advanceTo(delivery) {
      if (!delivery?.nextAttemptAt) throw new Error('It is not tried again');
      time.advance(Math.max(0, Date.parse(delivery.nextAttemptAt) - clock().getTime()) + POLL_MS);
    },
    [Symbol.asyncDispose]: () => delivering.stop(),
  };
}
