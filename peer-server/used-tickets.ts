/** How often those that have expired are forgotten. */
const SWEEP_MS = 60_000;

export interface Ticket {
  /** Its `jti`. */
  id: string;
  /** Seconds since 1970. */
  expiresAt: number;
}

export interface UsedTickets {
  /** False when it was taken before. */
  take(ticket: Ticket): boolean;
}

/** Remembers tickets until they would expire anyway. In memory: another instance, or this one after a restart, has not seen them. */
export function createUsedTickets(now: () => number): UsedTickets {
  const expiries = new Map<string, number>();
  let sweptAt = now();

  function sweep(): void {
    if (now() - sweptAt < SWEEP_MS) return;
    sweptAt = now();
    for (const [id, expiresAt] of expiries) if (expiresAt * 1000 < sweptAt) expiries.delete(id);
  }

  return {
    take({ id, expiresAt }) {
      sweep();
      if (expiries.has(id)) return false;
      expiries.set(id, expiresAt);
      return true;
    },
  };
}
