import { ApiError } from '../http/errors.ts';
import type { ParticipantsService } from '../participants/participants.service.ts';
import type { Services } from '../services.ts';

/** The services with every join told to `ended`: `joined`, or the error code. */
export function countJoins(services: Services, ended: (result: string) => void): Services {
  const join: ParticipantsService['join'] = async (...request) => {
    try {
      const joined = await services.participants.join(...request);
      ended('joined');
      return joined;
    } catch (error) {
      ended(error instanceof ApiError ? error.code : 'internal');
      throw error;
    }
  };
  return { ...services, participants: { ...services.participants, join } };
}
