import { MAX_DISPLAY_NAME_LENGTH } from '../../protocol/limits.ts';
import type { Participant, Role, Session } from '../../protocol/rest.ts';
import { type Actor, goneError, siteOf } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import type { BansService } from '../bans/bans.service.ts';
import { ApiError } from '../http/errors.ts';
import { settingsOf } from '../rooms/room.presenter.ts';
import type { RoomChange } from '../rooms/room-change.ts';
import { startedSession } from '../sessions/session.presenter.ts';
import type { SessionsService } from '../sessions/sessions.service.ts';
import { arrive, lookAround } from './arriving.ts';
import { leaveWithin } from './leaving.ts';
import { type ParticipantRecord, presentParticipant } from './participant.presenter.ts';
import { findParticipant } from './participant-store.ts';
import { multiAgentOf } from './participants.policy.ts';
import type { Join } from './participants.schema.ts';
import { mayTakeOver, proofOf } from './taking-over.ts';

interface Joined {
  participant: Participant;
  session: Session;
  /** Who was there before, in order of joining. */
  peers: Participant[];
}

interface Request {
  actor: Actor;
  body: Join;
  participantId: string;
  sessionId: string;
  /** The join made the room: the joiner moderates it. */
  created: boolean;
}

/** What a join needs of other resources. */
interface JoinDeps {
  sessions: Pick<SessionsService, 'ofStays'>;
  bans: Pick<BansService, 'namesOf'>;
  /** These are in the room now. */
  succeed(change: RoomChange, staying: ParticipantRecord[]): Promise<void>;
}

/** The join itself, within a change of the room: the row is locked, so whoever is counted now is there until the commit. */
export async function joinWithin(change: RoomChange, deps: JoinDeps, request: Request): Promise<Joined> {
  const { sessions, bans, succeed } = deps;
  const { tx, now, room } = change;
  const { actor, participantId, sessionId } = request;
  const own = actor.kind === 'participant' ? await findParticipant(tx, actor.participantId) : undefined;
  const body = asTold(own?.vouched ? own : actor, request.body);
  const { agentId } = body;
  const proof = proofOf(actor, own, body);
  if (![null, room.siteId].includes(siteOf(actor))) throw new ApiError('room_not_found');
  authorize(actor, 'rooms:join', room);
  if (own?.leaveReason) throw goneError(own.leaveReason);
  if (room.status === 'closed') throw new ApiError('room_closed');
  const { id: roomId, siteId, slug } = room;
  const names = bans.namesOf(siteId, agentId);
  const { banned, present, before } = await lookAround(tx, { siteId, slug, roomId, agentId, names, now });
  if (banned) throw new ApiError('banned');
  if (settingsOf(room).locked) throw new ApiError('room_locked');

  const { staying, replaced } = applyMultiAgent(present, room, body);
  if (!replaced.every((stay) => mayTakeOver(actor, own, proof, stay))) {
    throw new ApiError(
      'already_joined',
      'Somebody is in the room as this agent, and nothing shows that it is you. To join from several devices use join tokens.',
    );
  }
  if (staying.length >= room.maxParticipants) throw new ApiError('room_full');
  await leaveWithin(change, sessions, replaced, 'replaced');

  const row = await arrive(tx, {
    id: participantId,
    sessionId,
    siteId,
    roomId,
    agentId,
    displayName: body.displayName ?? agentId.slice(0, MAX_DISPLAY_NAME_LENGTH).toWellFormed(),
    avatar: body.avatar ?? null,
    ...proof,
    ...standingOf(request, room, present, replaced, before),
    muted: body.muted ?? false,
    deafened: body.deafened ?? false,
    metadata: body.metadata ?? {},
    now,
  });
  const participant = presentParticipant(row);
  change.emit({ type: 'room:participant-joined', roomId, participant });
  change.report({ type: 'participant.joined', data: participant });
  await succeed(change, [...staying, row]);
  await change.settle(staying.length + 1);
  const session = startedSession({ id: sessionId, roomId, participantId, agentId }, now);
  return { participant, session, peers: staying.map(presentParticipant) };
}

function applyMultiAgent(present: ParticipantRecord[], room: RoomChange['room'], body: Join) {
  const earlier = present.filter(({ agentId }) => agentId === body.agentId);
  const multiAgent = multiAgentOf(room, body);
  if (earlier.length > 0 && multiAgent === 'reject') throw new ApiError('already_joined');
  const replaced = multiAgent === 'takeover' ? earlier : [];
  return { replaced, staying: present.filter((row) => !replaced.includes(row)) };
}

/** What a guest's token says of it wins over what the guest says; also later, by the token of the stay it came to. */
export function asTold(who: Actor | ParticipantRecord, body: Join): Join {
  if ('kind' in who && who.kind !== 'guest') return body;
  const { agentId, displayName, avatar, metadata } = who;
  return {
    ...body,
    agentId,
    ...(displayName === undefined ? {} : { displayName }),
    ...(avatar ? { avatar } : {}),
    metadata: { ...body.metadata, ...metadata },
  };
}

/**
 * What the newcomer may do. Leaving and coming back undoes neither a server mute nor being made a listener; the other roles come from
 * a join token, or from the token of the stay that is taken over (an agent id is no secret), or from being the first in a room that
 * people make by joining.
 */
function standingOf(
  { actor, created }: Request,
  room: RoomChange['room'],
  present: ParticipantRecord[],
  replaced: ParticipantRecord[],
  before: ParticipantRecord | undefined,
): { role: Role; serverMuted: boolean; serverMutedBy: string | null } {
  const own = replaced.find(({ id }) => actor.kind === 'participant' && actor.participantId === id);
  const given = actor.kind === 'guest' ? actor.role : (own?.role ?? null);
  const isFirst = room.madeByJoin && (created || present.length === 0);
  if (given === null && isFirst) return { role: 'moderator', serverMuted: false, serverMutedBy: null };
  const usual = settingsOf(room).speakersOnly ? 'listener' : 'speaker';
  return {
    role: given !== 'moderator' && before?.role === 'listener' ? 'listener' : (given ?? usual),
    serverMuted: before?.serverMuted ?? false,
    serverMutedBy: before?.serverMutedBy ?? null,
  };
}
