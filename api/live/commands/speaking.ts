import type { Participant } from '../../../protocol/rest.ts';
import { ApiError } from '../../http/errors.ts';
import { ownStay } from '../actor-in.ts';
import { type Command, command } from '../command.ts';
import { CLIENT_MESSAGES } from '../live.schema.ts';
import type { LiveDeps } from '../live-deps.ts';

function mayBeHeard({ muted, serverMuted, role }: Participant): boolean {
  return !muted && !serverMuted && role !== 'listener';
}

/** The microphone: live or not, speaking or not. */
export function speaking({ bus }: LiveDeps): Record<'voice:start' | 'voice:stop' | 'voice:speaking', Command> {
  return {
    'voice:start': command(CLIENT_MESSAGES['voice:start'], async ({ roomId }, { connection, cause }) => {
      const stay = ownStay(connection, roomId);
      if (stay.participant.role === 'listener') throw new ApiError('forbidden', 'A listener may not be heard.');
      if (stay.streaming) return;
      stay.streaming = true;
      await bus.publish({ type: 'voice:stream-started', roomId, participantId: stay.participantId }, cause);
    }),

    'voice:stop': command(CLIENT_MESSAGES['voice:stop'], async ({ roomId }, { connection, cause }) => {
      const stay = ownStay(connection, roomId);
      stay.speech.silence();
      if (!stay.streaming) return;
      stay.streaming = false;
      await bus.publish({ type: 'voice:stream-stopped', roomId, participantId: stay.participantId }, cause);
    }),

    // Said at most every 250 ms, or said by one who has just been muted or has left: no error, the last state wins.
    'voice:speaking': command(CLIENT_MESSAGES['voice:speaking'], (message, { connection }) => {
      for (const { speech, participant } of connection.stays) speech.set(message.speaking && mayBeHeard(participant));
    }),
  };
}
