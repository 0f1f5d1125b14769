import { MAX_WATCHED_ROOMS } from '../../../protocol/limits.ts';
import type { Room } from '../../../protocol/rest.ts';
import { ApiError } from '../../http/errors.ts';
import type { Snapshot } from '../../participants/participants.service.ts';
import { actorIn } from '../actor-in.ts';
import { type Command, command } from '../command.ts';
import type { Connection } from '../connection.ts';
import { CLIENT_MESSAGES } from '../live.schema.ts';
import type { LiveDeps } from '../live-deps.ts';
import type { RoomHub } from '../room-hub.ts';
import { createTokenBucket, type RateLimit } from '../token-bucket.ts';
import { snapshotMessage } from './watching.ts';

/** Each time looks at every room. */
const RATE: RateLimit = { burst: 3, perSecond: 0.2 };
/** So many rooms are looked at side by side. */
const AT_ONCE = 8;

/** `rooms:watch`: seeing the open rooms of a site, those to come included. */
export function watchingSite(
  { rooms, participants, authenticate, clock }: LiveDeps,
  hub: RoomHub,
): Record<'rooms:watch', Command> {
  const buckets = new WeakMap<Connection, () => boolean>();

  return {
    'rooms:watch': command(CLIENT_MESSAGES['rooms:watch'], async (_message, { connection, reply }) => {
      const takeToken = buckets.get(connection) ?? createTokenBucket(RATE, clock);
      buckets.set(connection, takeToken);
      if (!takeToken()) throw new ApiError('rate_limited');
      const seen = new Map<string, number>();
      connection.hold();
      try {
        const actor = await actorIn(connection, '', authenticate);
        const page = await rooms.list(actor, { open: true, limit: MAX_WATCHED_ROOMS });
        const mayCreate = await rooms.mayOpen(actor);
        connection.watchSite();
        const look = async ({ id }: Room): Promise<Snapshot | null> => {
          const snapshot = await participants.snapshot(actor, id);
          return snapshot?.room.status === 'closed' ? null : snapshot;
        };
        for (let start = 0; start < page.data.length; start += AT_ONCE) {
          for (const snapshot of await Promise.all(page.data.slice(start, start + AT_ONCE).map(look))) {
            const { id } = snapshot?.room ?? { id: '' };
            if (!snapshot || (connection.watchCount >= MAX_WATCHED_ROOMS && !connection.watches(id))) continue;
            connection.watch(id, id);
            seen.set(id, snapshot.seq);
            connection.send(snapshotMessage(snapshot, hub));
          }
        }
        const more = page.nextCursor !== null || seen.size < page.data.length;
        reply({ type: 'rooms:watched', roomIds: [...seen.keys()], more, mayCreate });
      } finally {
        connection.release(seen);
      }
    }),
  };
}
