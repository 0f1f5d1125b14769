import { mayBeHeard } from '../../../protocol/hearing.ts';
import { ownStay } from '../actor-in.ts';
import { type Command, command } from '../command.ts';
import { CLIENT_MESSAGES } from '../live.schema.ts';

/** The microphone: live or not, speaking or not. Of one whom the room does not let be heard the others are told neither. */
export function speaking(): Record<'voice:start' | 'voice:stop' | 'voice:speaking', Command> {
  return {
    'voice:start': command(CLIENT_MESSAGES['voice:start'], ({ roomId }, { connection, cause }) =>
      ownStay(connection, roomId).streaming.set(true, cause),
    ),

    'voice:stop': command(CLIENT_MESSAGES['voice:stop'], ({ roomId }, { connection, cause }) => {
      const { speech, streaming } = ownStay(connection, roomId);
      speech.silence();
      return streaming.set(false, cause);
    }),

    // Said at most every 250 ms, or said by one who has just been muted or has left: no error, the last state wins.
    'voice:speaking': command(CLIENT_MESSAGES['voice:speaking'], (message, { connection }) => {
      for (const { speech, participant } of connection.stays) speech.set(message.speaking && mayBeHeard(participant));
    }),
  };
}
