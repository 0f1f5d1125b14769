import type { Actor } from '../auth/actor.ts';
import type { Authenticate } from '../auth/authenticate.ts';
import { ApiError } from '../http/errors.ts';
import type { Connection } from './connection.ts';
import type { Stay } from './stays.ts';

/**
 * Who asks, in that room: the participant if this socket is in it, else whoever authenticated, by a credential that still holds: a
 * socket may outlive a key.
 */
export async function actorIn(connection: Connection, roomId: string, authenticate: Authenticate): Promise<Actor> {
  const stay = connection.stayIn(roomId);
  if (stay) return stay.actor;
  if (!connection.rights) throw new ApiError('unauthenticated');
  return authenticate(connection.rights.credential, connection.origin);
}

/** The stay of this socket in that room; throws `participant_not_found`. */
export function ownStay(connection: Connection, roomId: string): Stay {
  const stay = connection.stayIn(roomId);
  if (!stay) throw new ApiError('participant_not_found', 'This socket is not in that room.');
  return stay;
}
