import { actorIn } from '../actor-in.ts';
import { type Command, command } from '../command.ts';
import { CLIENT_MESSAGES } from '../live.schema.ts';
import type { LiveDeps } from '../live-deps.ts';

/** What only a moderator asks. Muting and removing are `room:mute` and `room:leave` of somebody else. */
export function moderating({
  participants,
  bans,
  authenticate,
}: LiveDeps): Record<'room:role' | 'room:unban', Command> {
  return {
    'room:role': command(CLIENT_MESSAGES['room:role'], async (message, { connection, cause }) => {
      const { roomId, participantId, role } = message;
      const actor = await actorIn(connection, roomId, authenticate);
      await participants.update(actor, roomId, participantId, { role }, cause);
    }),

    'room:unban': command(CLIENT_MESSAGES['room:unban'], async ({ roomId, agentId }, { connection }) => {
      await bans.lift(await actorIn(connection, roomId, authenticate), roomId, agentId);
    }),
  };
}
