import type { Actor } from '../../auth/actor.ts';
import { ApiError } from '../../http/errors.ts';
import { actorIn, ownStay } from '../actor-in.ts';
import { type Command, command } from '../command.ts';
import { createKeyedBuckets } from '../keyed-buckets.ts';
import { CLIENT_MESSAGES } from '../live.schema.ts';
import type { LiveDeps } from '../live-deps.ts';
import type { Stay } from '../stays.ts';
import type { RateLimit } from '../token-bucket.ts';

/** Of one agent in one room: what a person types, taps and waves, by a wide margin. */
const MESSAGES: RateLimit = { burst: 5, perSecond: 1 };
const REACTIONS: RateLimit = { burst: 10, perSecond: 2 };
const HANDS: RateLimit = { burst: 10, perSecond: 1 };

type Commands = Record<'room:hand' | 'room:message' | 'room:reaction', Command>;

/** Raised hands, which last, and what passes: text and reactions between those who are in the room now. Muted people may, too. */
export function chatting({ participants, rooms, bus, clock, authenticate }: LiveDeps): Commands {
  const takeMessage = createKeyedBuckets(MESSAGES, clock);
  const takeReaction = createKeyedBuckets(REACTIONS, clock);
  const takeHand = createKeyedBuckets(HANDS, clock);

  function refuseTooMany({ roomId, participant }: Stay, take: (key: string) => boolean): void {
    if (!take(`${roomId}/${participant.agentId}`)) throw new ApiError('rate_limited');
  }

  async function refuseWhereOff(actor: Actor, roomId: string): Promise<void> {
    const room = await rooms.findOpen(actor, roomId);
    if (!room) throw new ApiError('room_closed');
    if (!room.settings.chat) throw new ApiError('chat_off', 'A moderator can switch it on again.');
  }

  return {
    'room:hand': command(CLIENT_MESSAGES['room:hand'], async (message, { connection, cause }) => {
      const { roomId, participantId, raised } = message;
      const stay = connection.stayIn(roomId);
      if (stay) refuseTooMany(stay, takeHand);
      const actor = await actorIn(connection, roomId, authenticate);
      await participants.update(actor, roomId, participantId, { handRaised: raised }, cause);
    }),

    'room:message': command(CLIENT_MESSAGES['room:message'], async ({ roomId, text }, { connection, cause }) => {
      const stay = ownStay(connection, roomId);
      refuseTooMany(stay, takeMessage);
      await refuseWhereOff(stay.actor, roomId);
      const { id: participantId, displayName } = stay.participant;
      const at = clock().toISOString();
      await bus.pass({ type: 'room:message', roomId, participantId, displayName, text, at }, cause);
    }),

    'room:reaction': command(CLIENT_MESSAGES['room:reaction'], async ({ roomId, emoji }, { connection, cause }) => {
      const stay = ownStay(connection, roomId);
      refuseTooMany(stay, takeReaction);
      await refuseWhereOff(stay.actor, roomId);
      const { id: participantId, displayName } = stay.participant;
      await bus.pass({ type: 'room:reaction', roomId, participantId, displayName, emoji }, cause);
    }),
  };
}
