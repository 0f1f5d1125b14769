import type { ErrorCode } from '../../protocol/error-codes.ts';
import type { Actor } from '../auth/actor.ts';
import { ApiError } from '../http/errors.ts';
import type { ParticipantsService } from '../participants/participants.service.ts';
import type { Services } from '../services.ts';

/** The services with every join told to `ended`: `joined`, or the error code; and by whom. */
export function countJoins(services: Services, ended: (result: 'joined' | ErrorCode, actor: Actor) => void): Services {
  const join: ParticipantsService['join'] = async (...request) => {
    try {
      const joined = await services.participants.join(...request);
      ended('joined', request[0]);
      return joined;
    } catch (error) {
      ended(error instanceof ApiError ? error.code : 'internal', request[0]);
      throw error;
    }
  };
  return { ...services, participants: { ...services.participants, join } };
}
