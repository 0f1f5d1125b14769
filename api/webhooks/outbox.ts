import { sql } from 'kysely';
import type { WebhookEvent, WebhookEventType } from '../../protocol/webhooks.ts';
import type { Sql } from '../db/orm.ts';

type FactOf<E> = E extends WebhookEvent ? Pick<E, 'type' | 'data'> : never;
/** Something that happened in a room. */
export type WebhookFact = FactOf<WebhookEvent>;

/** A webhook of the site that is enabled, and which events it wants. */
export interface Listener {
  id: string;
  /** Null for all. */
  events: WebhookEventType[] | null;
}

/** To be selected along with a row of `rooms`: costs no question of its own, and is right however many instances there are. */
export const LISTENERS = sql<Listener[] | null>`(
  select jsonb_agg(jsonb_build_object('id', w.id, 'events', w.events))
  from webhooks w where w.site_id = rooms.site_id and w.disabled_at is null
)`;

export interface Outbox {
  /**
   * Writes down what happened in a room for everybody who wants to hear of it, within the transaction in which it happened and which
   * holds the room. True when there is something to send, which `announce` tells after the commit.
   */
  record(tx: Sql, roomId: string, listeners: Listener[] | null, facts: WebhookFact[], now: Date): Promise<boolean>;
  announce(): void;
  /** Calls `hear` at every announcement; returns how to end that. */
  onNews(hear: () => void): () => void;
}

export function createOutbox({ newId }: { newId: () => string }): Outbox {
  const hearers = new Set<() => void>();

  return {
    async record(tx, roomId, listeners, facts, now) {
      const rows = rowsFor(listeners ?? [], facts, roomId, now, newId);
      if (rows.length === 0) return false;
      await tx.insertInto('webhook_deliveries').values(rows).execute();
      return true;
    },
    announce() {
      for (const hear of hearers) hear();
    },
    onNews(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
  };
}

/** One row for each fact and each listener who wants it. */
function rowsFor(listeners: Listener[], facts: WebhookFact[], roomId: string, now: Date, newId: () => string) {
  if (listeners.length === 0) return [];
  const waiting = new Set<string>();
  return facts.flatMap(({ type, data }) => {
    const eventId = newId();
    const body = JSON.stringify({ id: eventId, type, timestamp: now.toISOString(), data });
    return listeners
      .filter(({ events }) => events?.includes(type) ?? true)
      .map(({ id: webhookId }) => {
        const first = !waiting.has(webhookId);
        waiting.add(webhookId);
        const nextAttemptAt = first ? dueUnlessBehind(webhookId, roomId, now) : null;
        return { id: newId(), webhookId, roomId, eventId, type, body, nextAttemptAt, createdAt: now };
      });
  });
}

/**
 * Due at once, unless an earlier one of the room is on its way to the webhook. That one is locked: it cannot end before this one is
 * there to be the next, nor be missed here if it just ended.
 */
function dueUnlessBehind(webhookId: string, roomId: string, now: Date) {
  return sql<Date | null>`case when exists (
    select from webhook_deliveries
    where webhook_id = ${webhookId}::uuid and room_id = ${roomId}::uuid and status = 'pending'
    order by seq desc limit 1 for share
  ) then null else ${now}::timestamptz end`;
}
