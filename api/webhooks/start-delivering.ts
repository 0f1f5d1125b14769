import type { LookupFunction } from 'node:net';
import type { Logger } from 'pino';
import type { DeliveryError } from '../../protocol/webhooks.ts';
import type { AuditService } from '../audit/audit.service.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/orm.ts';
import type { Timers } from '../live/timers.ts';
import { createDeliveryStore } from './delivery-store.ts';
import { type Dispatcher, startDispatcher } from './dispatcher.ts';
import type { Outbox } from './outbox.ts';
import { createSend } from './send.ts';
import { createSecretBox } from './webhook-secrets.ts';

interface Deps {
  config: Pick<Config, 'production' | 'tokenSecret'>;
  db: Database;
  outbox: Outbox;
  audit: AuditService;
  clock: Clock;
  timers: Timers;
  lookup: LookupFunction;
  /** As `createSend` has it. */
  ca?: string | undefined;
  random?: () => number;
  log: Logger;
  onAttempt(result: 'delivered' | DeliveryError): void;
}

export interface Delivering extends Dispatcher {
  /** Seconds since the oldest event that is on its way to a receiver happened; 0 when none is. */
  lagS(): Promise<number>;
}

/** Begins to send what is in the outbox of this database. */
export function startDelivering({ config, db, audit, random = Math.random, ...deps }: Deps): Delivering {
  const store = createDeliveryStore(db, audit);
  const { timers, lookup, ca, clock } = deps;
  const dispatcher = startDispatcher({
    ...deps,
    store,
    random,
    send: createSend({ timers, lookup, ca, publicOnly: config.production }),
    secrets: createSecretBox(config.tokenSecret),
  });
  return {
    ...dispatcher,
    async lagS() {
      const oldest = await store.oldestPending();
      return oldest ? Math.max(0, (clock().getTime() - oldest.getTime()) / 1000) : 0;
    },
  };
}
