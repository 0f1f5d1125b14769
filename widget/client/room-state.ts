import { mayBeHeard } from '../../protocol/hearing.ts';
import type { ServerMessage } from '../../protocol/live-events.ts';
import type { Participant, Room } from '../../protocol/rest.ts';
import type { ParticipantSnapshot, Quality } from './room-snapshot.ts';

/**
 * How it stands with the connection to one participant; without an entry none has been tried yet. `unreachable`: it was tried again and
 * again, and goes on being tried. `stopped`: likewise, and the person wants no more of it.
 */
export type LinkState = 'connecting' | 'connected' | 'lost' | 'unreachable' | 'stopped';

/** Everything known about the room: what the server says, and what only this page knows. */
export interface RoomState {
  /** Of the last message taken in; 0 before the first. */
  readonly seq: number;
  readonly room: Room | null;
  readonly participants: ReadonlyMap<string, Participant>;
  /** Who speaks, by the server. */
  readonly speaking: ReadonlySet<string>;
  /** Who we are in the room. */
  readonly selfId: string | null;
  /** In a call: the connections, by participant. */
  readonly links: ReadonlyMap<string, LinkState> | null;
  /** In a call: who speaks, as heard here. */
  readonly heard: ReadonlySet<string> | null;
  readonly volumes: ReadonlyMap<string, number>;
  /** In a call: how good the connections are, as measured here; self under the own id. */
  readonly qualities: ReadonlyMap<string, Quality>;
}

export const EMPTY_STATE: RoomState = {
  seq: 0,
  room: null,
  participants: new Map(),
  speaking: new Set(),
  selfId: null,
  links: null,
  heard: null,
  volumes: new Map(),
  qualities: new Map(),
};

const byId = (participants: readonly Participant[]) => new Map(participants.map((one) => [one.id, one]));

/** The state after a message: the same object if it does not concern us, null if messages before it are missing. */
export function receive(state: RoomState, message: ServerMessage): RoomState | null {
  if (message.type === 'room:snapshot') {
    const { seq, room } = message;
    return { ...state, seq, room, participants: byId(message.participants), speaking: new Set(message.speaking) };
  }
  if (message.type === 'room:joined') {
    const { seq, room } = message;
    return { ...state, seq, room, participants: byId([...message.peers, message.participant]) };
  }
  if (!('seq' in message)) return state;
  const { seq, roomId } = message;
  if (message.type === 'room:created' && !state.room) return { ...state, seq, room: message.room };
  if (roomId !== state.room?.id || seq <= state.seq) return state;
  if (seq > state.seq + 1) return null;

  const participants = new Map(state.participants);
  const speaking = new Set(state.speaking);
  switch (message.type) {
    case 'room:updated':
      return { ...state, seq, room: message.room };
    case 'room:closed':
      return { ...state, seq: 0, room: null, participants: new Map(), speaking: new Set() };
    case 'room:participant-left':
      participants.delete(message.participantId);
      speaking.delete(message.participantId);
      break;
    case 'room:participant-joined':
    case 'room:participant-updated':
      participants.set(message.participant.id, message.participant);
      break;
    case 'voice:speaking':
      if (message.speaking) speaking.add(message.participantId);
      else speaking.delete(message.participantId);
  }
  return { ...state, seq, participants, speaking };
}

function statusOf({ id, status }: Participant, { selfId, links }: RoomState): Participant['status'] {
  if (!links || id === selfId) return status;
  const link = links.get(id);
  return link === 'connected' ? link : !link || link === 'connecting' ? 'connecting' : 'disconnected';
}

/** The participants as shown, in order of joining. */
export function participantsOf(state: RoomState): ParticipantSnapshot[] {
  const { selfId, links, volumes, qualities } = state;
  const speaking = state.heard ?? state.speaking;
  const shown = [...state.participants.values()].map((participant) => {
    const { roomId, leftAt, leaveReason, ...rest } = participant;
    const { id } = rest;
    return {
      ...rest,
      status: statusOf(participant, state),
      speaking: speaking.has(id) && mayBeHeard(rest),
      volume: volumes.get(id) ?? 1,
      quality: links?.get(id) === 'lost' ? ('lost' as const) : (qualities.get(id) ?? 'unknown'),
      isSelf: id === selfId,
      link: links?.get(id) ?? null,
    };
  });
  // ISO 8601 times are of one length: what follows decides between equal ones.
  return shown.sort((a, b) => (a.joinedAt + a.id < b.joinedAt + b.id ? -1 : 1));
}
