import { MAX_STAYS_PER_SOCKET, ROOMS_PER_NETWORK } from '../../../protocol/limits.ts';
import type { Actor } from '../../auth/actor.ts';
import { ApiError } from '../../http/errors.ts';
import { actorIn, ownStay } from '../actor-in.ts';
import { type Command, command } from '../command.ts';
import type { Connection } from '../connection.ts';
import { createKeyedBuckets } from '../keyed-buckets.ts';
import { CLIENT_MESSAGES } from '../live.schema.ts';
import type { LiveDeps } from '../live-deps.ts';

type Commands = Record<
  'room:reserve' | 'room:join' | 'room:ready' | 'room:leave' | 'room:mute' | 'room:settings',
  Command
>;

/** Being in a room: coming, being reachable, going, and what can be changed meanwhile. */
export function staying({ participants, rooms, authenticate, clock }: LiveDeps): Commands {
  const takeRoom = createKeyedBuckets(ROOMS_PER_NETWORK, clock);

  /** One socket is in a room once, leaving before it joins again, and in so many rooms at most. */
  async function refuseMoreStays(connection: Connection, actor: Actor, ref: string): Promise<void> {
    const stays = [...connection.stays].length;
    if (stays === 0) return;
    const room = await rooms.findOpen(actor, ref);
    if (room && connection.stayIn(room.id)) throw new ApiError('already_joined', 'This socket is in that room.');
    if (stays >= MAX_STAYS_PER_SOCKET) {
      throw new ApiError('rate_limited', `One socket is in at most ${MAX_STAYS_PER_SOCKET} rooms.`);
    }
  }

  /** A backend may make as many rooms as its site may have. */
  function mayMakeRoom({ network }: Connection, { kind }: Actor): void {
    if (kind === 'site' || kind === 'admin' || takeRoom(network)) return;
    throw new ApiError('rate_limited', 'Too many new rooms from one network address: try again in a minute.');
  }

  return {
    'room:reserve': command(CLIENT_MESSAGES['room:reserve'], async ({ room: ref }, { connection, reply }) => {
      await actorIn(connection, ref, authenticate);
      const reserved = await participants.reserve();
      connection.reserve(reserved.participantId);
      reply({ type: 'room:reserved', ...reserved });
    }),

    'room:join': command(CLIENT_MESSAGES['room:join'], async (message, { connection, cause, reply }) => {
      const { type: _, ref: __, room: ref, participantId, ...body } = message;
      const actor = await actorIn(connection, ref, authenticate);
      await refuseMoreStays(connection, actor, ref);
      connection.hold();
      let roomId = '';
      let seq = 0;
      try {
        const joined = await participants.join(actor, ref, body, {
          cause,
          reserved: connection.takeReserved(participantId),
          mayMake: () => mayMakeRoom(connection, actor),
        });
        const { participant, room } = joined.result;
        roomId = room.id;
        seq = joined.seq;
        connection.enter(participant);
        reply({ type: 'room:joined', roomId, participantId: participant.id, seq, ...joined.result });
      } finally {
        connection.release(new Map([[roomId, seq]]));
      }
    }),

    'room:ready': command(CLIENT_MESSAGES['room:ready'], async ({ roomId }, { connection, reply }) => {
      const { participantId } = ownStay(connection, roomId);
      await participants.ready(participantId);
      const [present, access] = await Promise.all([
        participants.listPresent(roomId),
        participants.freshAccess(participantId),
      ]);
      reply({ type: 'room:ready', roomId, participants: present, ...access });
    }),

    'room:leave': command(CLIENT_MESSAGES['room:leave'], async (message, { connection, cause }) => {
      const { roomId, participantId, ban } = message;
      const reason = connection.stayIn(roomId)?.participantId === participantId ? 'left' : 'removed';
      const actor = await actorIn(connection, roomId, authenticate);
      await participants.leave(actor, roomId, participantId, { reason, ban }, cause);
    }),

    'room:mute': command(CLIENT_MESSAGES['room:mute'], async (message, { connection, cause }) => {
      const { roomId, participantId, muted, deafened } = message;
      const own = connection.stayIn(roomId)?.participantId === participantId;
      if (!own && deafened !== undefined) throw new ApiError('forbidden', 'Nobody is deafened by somebody else.');
      const change = own ? { muted, ...(deafened === undefined ? {} : { deafened }) } : { serverMuted: muted };
      const actor = await actorIn(connection, roomId, authenticate);
      await participants.update(actor, roomId, participantId, change, cause);
    }),

    'room:settings': command(CLIENT_MESSAGES['room:settings'], async ({ roomId, settings }, { connection, cause }) => {
      const actor = await actorIn(connection, roomId, authenticate);
      await rooms.update(actor, roomId, { settings }, { cause });
    }),
  };
}
