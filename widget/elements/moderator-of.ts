import type { ParticipantSnapshot } from '../client/room-snapshot.ts';

/** The name of whoever muted the participant; undefined when it was done from outside the room, or by one who has left. */
export function moderatorOf(
  { serverMutedBy }: ParticipantSnapshot,
  participants: readonly ParticipantSnapshot[],
): string | undefined {
  return participants.find(({ id }) => id === serverMutedBy)?.displayName;
}
