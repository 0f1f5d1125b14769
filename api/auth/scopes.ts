import { ApiError } from '../http/errors.ts';
import { type Actor, type GuestActor, goneError } from './actor.ts';

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
  'bans:manage',
  'sessions:read',
  'sessions:end',
  'ice:read',
  'agents:erase',
  'tokens:create',
  'audit:read',
  'analytics:read',
  'webhooks:manage',
  'metrics:read',
  'sites:manage',
] as const;
export type Scope = (typeof SCOPES)[number];

const VISITOR: readonly Scope[] = ['rooms:read', 'rooms:join', 'participants:read', 'ice:read'];
const PARTICIPANT: readonly Scope[] = [...VISITOR, 'participants:update', 'participants:leave'];
const MODERATOR: readonly Scope[] = [...PARTICIPANT, 'rooms:update', 'participants:moderate', 'bans:manage'];
/** What concerns the whole server, not one site. */
const SERVER: readonly Scope[] = ['metrics:read', 'sites:manage'];
const SITE: readonly Scope[] = SCOPES.filter((scope) => !SERVER.includes(scope));
const OPEN: readonly Scope[] = [...SITE, 'metrics:read'];

function scopesOf(actor: Actor): readonly Scope[] {
  switch (actor.kind) {
    case 'visitor':
    case 'guest':
      return VISITOR;
    case 'participant':
      return actor.role === 'moderator' ? MODERATOR : PARTICIPANT;
    case 'site':
      return SITE;
    case 'open':
      return OPEN;
    default:
      return SCOPES;
  }
}

export type Holder = 'anybody' | 'participant' | 'moderator' | 'site' | 'admin';

/** The least one must be to do that on a server that is not open: for the API's description. */
export function leastHolder(scope: Scope): Holder {
  if (VISITOR.includes(scope)) return 'anybody';
  if (PARTICIPANT.includes(scope)) return 'participant';
  if (MODERATOR.includes(scope)) return 'moderator';
  return SITE.includes(scope) ? 'site' : 'admin';
}

/** A room as far as rights go. Without its slug, a guest whose token names one is not let in. */
export interface RoomRef {
  id: string;
  slug?: string;
}

/**
 * Throws unless the actor may do that, in that room if one is named (null: one that does not exist). That the room is of the actor's
 * site is for whoever looked it up. A participant acts in its own room only, and only while in it; a guest in that of its token.
 */
export function authorize(actor: Actor, scope: Scope, room?: RoomRef | null): void {
  if (!scopesOf(actor).includes(scope)) {
    const nobody = actor.kind === 'open' || (actor.kind === 'visitor' && actor.keyId === null);
    throw new ApiError(nobody ? 'unauthenticated' : 'forbidden');
  }
  if (!room) return;
  if (actor.kind === 'guest' && !isGuestsRoom(actor, room)) {
    throw new ApiError('forbidden', 'A join token is for its own room.');
  }
  if (actor.kind !== 'participant') return;
  if (actor.roomId !== room.id) throw new ApiError('forbidden', 'A participant token is for its own room.');
  if (actor.leaveReason && scope !== 'participants:leave') throw goneError(actor.leaveReason);
}

/**
 * Whether the actor sees what is over: closed rooms, and who was in a room and is not any more. Others see what is going on: to them the
 * rest does not exist.
 */
export function seesThePast({ kind }: Actor): boolean {
  return kind !== 'visitor' && kind !== 'guest' && kind !== 'participant';
}

/** Throws unless the actor may have to do with whichever room has that slug, now or later. */
export function authorizeSlug(actor: Actor, slug: string): void {
  if (actor.kind === 'participant') throw new ApiError('forbidden', 'A participant token is for its own room.');
  if (actor.kind === 'guest' && actor.room !== slug) {
    throw new ApiError('forbidden', 'A join token is for its own room.');
  }
}

function isGuestsRoom(guest: GuestActor, { id, slug }: RoomRef): boolean {
  return guest.room === id || guest.room === slug;
}
