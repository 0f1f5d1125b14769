import type { Actor } from '../auth/actor.ts';
import { ApiError } from '../http/errors.ts';
import type { Connection } from './connection.ts';
import type { Stay } from './stays.ts';

/** Who asks, in that room: the participant if this socket is in it, else whoever authenticated. */
export function actorIn(connection: Connection, roomId: string): Actor {
  const actor = connection.stayIn(roomId)?.actor ?? connection.actor;
  if (!actor) throw new ApiError('unauthenticated');
  return actor;
}

/** The stay of this socket in that room; throws `participant_not_found`. */
export function ownStay(connection: Connection, roomId: string): Stay {
  const stay = connection.stayIn(roomId);
  if (!stay) throw new ApiError('participant_not_found', 'This socket is not in that room.');
  return stay;
}
