import { isUuid } from '../../../protocol/guards.ts';
import { MAX_WATCHED_ROOMS } from '../../../protocol/limits.ts';
import type { ServerMessageOf } from '../../../protocol/live-events.ts';
import { ApiError } from '../../http/errors.ts';
import type { Snapshot } from '../../participants/participants.service.ts';
import { actorIn } from '../actor-in.ts';
import { type Command, command } from '../command.ts';
import { CLIENT_MESSAGES } from '../live.schema.ts';
import type { LiveDeps } from '../live-deps.ts';
import type { RoomHub } from '../room-hub.ts';

export function snapshotMessage({ room, participants, seq }: Snapshot, hub: RoomHub): ServerMessageOf<'room:snapshot'> {
  return { type: 'room:snapshot', roomId: room.id, seq, room, participants, speaking: hub.speaking(room.id) };
}

/** `room:watch` and `room:unwatch`: seeing rooms without being in them. */
export function watching(
  { participants, authenticate }: LiveDeps,
  hub: RoomHub,
): Record<'room:watch' | 'room:unwatch', Command> {
  return {
    'room:watch': command(CLIENT_MESSAGES['room:watch'], async ({ room: ref }, { connection, reply }) => {
      if (connection.watchCount >= MAX_WATCHED_ROOMS && !connection.watches(ref)) {
        throw new ApiError('rate_limited', `One socket watches at most ${MAX_WATCHED_ROOMS} rooms.`);
      }
      const byId = isUuid(ref);
      connection.hold();
      let seen: Snapshot | null = null;
      try {
        const actor = await actorIn(connection, ref, authenticate);
        const snapshot = await participants.snapshot(actor, ref);
        if (!byId) connection.watch(ref, null);
        if (snapshot?.room.status !== 'closed') seen = snapshot;
        else if (byId) throw new ApiError('room_closed');
        if (byId && !seen) throw new ApiError('room_not_found');
        if (seen) {
          connection.watch(byId ? seen.room.id : ref, seen.room.id);
          reply(snapshotMessage(seen, hub));
        } else {
          reply({ type: 'room:snapshot', roomId: '', seq: 0, room: null, participants: [], speaking: [] });
        }
      } finally {
        connection.release(new Map(seen ? [[seen.room.id, seen.seq]] : []));
      }
    }),

    'room:unwatch': command(CLIENT_MESSAGES['room:unwatch'], ({ room: ref }, { connection }) =>
      connection.unwatch(isUuid(ref) ? ref.toLowerCase() : ref),
    ),
  };
}
