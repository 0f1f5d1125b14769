import { ApiError } from '../http/errors.ts';
import { type Actor, goneError } from './actor.ts';

/** What can be allowed. A route row names one; the services ask for them again, as the live socket has no routes. */
export const SCOPES = [
  'rooms:read',
  'rooms:create',
  'rooms:update',
  'rooms:close',
  'rooms:join',
  'participants:read',
  'participants:update',
  'participants:moderate',
  'participants:leave',
  'sessions:read',
  'sessions:end',
  'ice:read',
  'metrics:read',
] as const;
export type Scope = (typeof SCOPES)[number];

const VISITOR: readonly Scope[] = ['rooms:read', 'rooms:join', 'participants:read', 'ice:read'];
const PARTICIPANT: readonly Scope[] = [...VISITOR, 'participants:update', 'participants:leave'];
const MODERATOR: readonly Scope[] = [...PARTICIPANT, 'rooms:update', 'participants:moderate'];

function scopesOf(actor: Actor): readonly Scope[] {
  if (actor.kind === 'visitor') return VISITOR;
  if (actor.kind !== 'participant') return SCOPES;
  return actor.role === 'moderator' ? MODERATOR : PARTICIPANT;
}

export type Holder = 'anybody' | 'participant' | 'moderator' | 'admin';

/** The least one must be to do that on a server that is not open: for the API's description. */
export function leastHolder(scope: Scope): Holder {
  if (VISITOR.includes(scope)) return 'anybody';
  if (PARTICIPANT.includes(scope)) return 'participant';
  return MODERATOR.includes(scope) ? 'moderator' : 'admin';
}

/** Throws unless the actor may do that, in that room if one is named. A participant acts in its own room only, and only while in it. */
export function authorize(actor: Actor, scope: Scope, roomId?: string): void {
  if (!scopesOf(actor).includes(scope)) {
    if (actor.kind === 'visitor') throw new ApiError('unauthenticated');
    throw new ApiError('forbidden');
  }
  if (actor.kind !== 'participant' || roomId === undefined) return;
  if (actor.roomId !== roomId) throw new ApiError('forbidden', 'A participant token is for its own room.');
  if (actor.leaveReason && scope !== 'participants:leave') throw goneError(actor.leaveReason);
}
