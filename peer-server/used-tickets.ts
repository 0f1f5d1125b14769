import type { Redis } from '../redis/redis.ts';
import type { Log } from './log.ts';

/** How often those that have expired are forgotten. */
const SWEEP_MS = 60_000;
const ticketKey = (id: string) => `voice-room:ticket:${id}`;

/** Times are seconds since 1970. */
export interface Ticket {
  /** Its `jti`. */
  id: string;
  issuedAt: number;
  expiresAt: number;
}

export interface UsedTickets {
  /** False when it was taken before. */
  take(ticket: Ticket): Promise<boolean>;
}

/** Of a signalling server on its own. What was used before it started it cannot know: tickets of that time count as used. */
export function createUsedTickets(now: () => number): UsedTickets {
  const isNew = remember(now);
  const isOurs = issuedSince(now);
  return { take: async (ticket) => isOurs(ticket) && isNew(ticket) };
}

/** Of several signalling servers. While Redis cannot be reached each goes by what it has seen itself. */
export function createSharedTickets(redis: Redis, now: () => number, log: Pick<Log, 'warn'>): UsedTickets {
  const isNew = remember(now);
  const isOurs = issuedSince(now);
  return {
    async take(ticket) {
      if (!isNew(ticket)) return false;
      try {
        return await redis.hold(ticketKey(ticket.id), 'used', Math.max(1, ticket.expiresAt * 1000 - now()));
      } catch (err) {
        log.warn({ err }, 'used tickets are known to this instance only');
        return isOurs(ticket);
      }
    },
  };
}

const issuedSince = (now: () => number) => {
  const startedAt = Math.floor(now() / 1000);
  return ({ issuedAt }: Ticket) => issuedAt >= startedAt;
};

/** Remembers tickets until they would expire anyway; false for one that it knows. */
function remember(now: () => number): (ticket: Ticket) => boolean {
  const expiries = new Map<string, number>();
  let sweptAt = now();

  function sweep(): void {
    if (now() - sweptAt < SWEEP_MS) return;
    sweptAt = now();
    for (const [id, expiresAt] of expiries) if (expiresAt * 1000 < sweptAt) expiries.delete(id);
  }

  return ({ id, expiresAt }) => {
    sweep();
    if (expiries.has(id)) return false;
    expiries.set(id, expiresAt);
    return true;
  };
}
