import type { BanFor } from './bans.schema.ts';

/** When a ban that begins now ends; null: when it is lifted. */
export function expiryOf(ban: BanFor, now: Date): Date | null {
  return typeof ban === 'number' ? new Date(now.getTime() + ban * 1000) : null;
}
