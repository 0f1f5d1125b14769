import type { Participant, Room } from '../../../protocol/rest.ts';

/** A participant as the server describes it. */
export function wireParticipant(values: Partial<Participant> & { id: string }): Participant {
  return {
    roomId: 'room-1',
    agentId: `agent-${values.id}`,
    displayName: `Name ${values.id}`,
    avatar: null,
    role: 'speaker',
    status: 'connected',
    muted: false,
    serverMuted: false,
    serverMutedBy: null,
    deafened: false,
    handRaisedAt: null,
    metadata: {},
    joinedAt: '2026-01-01T00:00:00.000Z',
    leftAt: null,
    leaveReason: null,
    ...values,
  };
}

export function wireRoom(values: Partial<Room> = {}): Room {
  return {
    id: 'room-1',
    slug: 'lobby',
    name: 'Lobby',
    status: 'active',
    maxParticipants: 20,
    participantCount: 1,
    settings: {
      emptyTimeoutS: 300,
      maxDurationS: null,
      locked: false,
      speakersOnly: false,
      multiAgent: 'takeover',
      chat: true,
    },
    metadata: {},
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    closedAt: null,
    ...values,
  };
}
