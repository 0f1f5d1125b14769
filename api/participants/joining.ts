import { MAX_DISPLAY_NAME_LENGTH } from '../../protocol/limits.ts';
import type { Participant, Role, Session } from '../../protocol/rest.ts';
import type { Actor } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import { ApiError } from '../http/errors.ts';
import { settingsOf } from '../rooms/room.presenter.ts';
import type { RoomChange } from '../rooms/room-change.ts';
import type { SessionsService } from '../sessions/sessions.service.ts';
import { leaveWithin } from './leaving.ts';
import { type ParticipantRecord, presentParticipant } from './participant.presenter.ts';
import { presentIn } from './participant-store.ts';
import { multiAgentOf } from './participants.policy.ts';
import type { Join } from './participants.schema.ts';

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
  /** The join made the room: the joiner moderates it. */
  created: boolean;
}

/** The join itself, within a change of the room: the row is locked, so whoever is counted now is there until the commit. */
export async function joinWithin(
  change: RoomChange,
  sessions: Pick<SessionsService, 'start' | 'finish' | 'ofStays'>,
  request: Request,
): Promise<Joined> {
  const { tx, now, room } = change;
  const { actor, participantId } = request;
  const body = asTold(actor, request.body);
  authorize(actor, 'rooms:join', room);
  if (room.status === 'closed') throw new ApiError('room_closed');
  if (settingsOf(room).locked) throw new ApiError('room_locked');

  const { staying, replaced } = applyMultiAgent(await presentIn(tx, room.id), room, body);
  if (staying.length >= room.maxParticipants) throw new ApiError('room_full');
  await leaveWithin(change, sessions, replaced, 'replaced');

  const row = await tx
    .insertInto('participants')
    .values({
      id: participantId,
      roomId: room.id,
      agentId: body.agentId,
      displayName: body.displayName ?? body.agentId.slice(0, MAX_DISPLAY_NAME_LENGTH).toWellFormed(),
      avatar: body.avatar ?? null,
      role: roleOf(request, replaced, room),
      status: 'connecting',
      muted: body.muted ?? false,
      deafened: body.deafened ?? false,
      metadata: body.metadata ?? {},
      joinedAt: now,
      lastSeenAt: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const { siteId, id: roomId } = room;
  const session = await sessions.start(tx, { siteId, participantId, roomId, agentId: body.agentId }, now);
  const participant = presentParticipant(row);
  change.emit({ type: 'room:participant-joined', roomId: room.id, participant });
  change.report({ type: 'participant.joined', data: participant });
  await change.settle(staying.length + 1);
  return { participant, session, peers: staying.map(presentParticipant) };
}

function applyMultiAgent(present: ParticipantRecord[], room: RoomChange['room'], body: Join) {
  const earlier = present.filter(({ agentId }) => agentId === body.agentId);
  const multiAgent = multiAgentOf(room, body);
  if (earlier.length > 0 && multiAgent === 'reject') throw new ApiError('already_joined');
  const replaced = multiAgent === 'takeover' ? earlier : [];
  return { replaced, staying: present.filter((row) => !replaced.includes(row)) };
}

/** Who takes over a stay keeps its role only by that stay's own token: an agent id is no secret. */
function roleOf({ actor, created }: Request, replaced: ParticipantRecord[], room: RoomChange['room']): Role {
  const usual = settingsOf(room).speakersOnly ? 'listener' : 'speaker';
  if (actor.kind === 'guest') return actor.role ?? usual;
  if (created) return 'moderator';
  const own = replaced.find(({ id }) => actor.kind === 'participant' && actor.participantId === id);
  return own?.role ?? usual;
}

/** What a guest's token says of it wins over what the guest says. */
function asTold(actor: Actor, body: Join): Join {
  if (actor.kind !== 'guest') return body;
  const { agentId, displayName, avatar, metadata } = actor;
  return {
    ...body,
    agentId,
    ...(displayName === undefined ? {} : { displayName }),
    ...(avatar === undefined ? {} : { avatar }),
    metadata: { ...body.metadata, ...metadata },
  };
}
