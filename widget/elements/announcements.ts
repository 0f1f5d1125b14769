import type { RoomSnapshot } from '../client/room-snapshot.ts';
import type { callMessages } from './call-messages.ts';
import type { Say } from './message-section.ts';
import { moderatorOf } from './moderator-of.ts';

export type Announce = 'all' | 'important' | 'none';

/** More are only counted. */
const NAMED = 3;

/**
 * What a screen reader should hear about the step from one snapshot to the next. `important`: what happens to you;
 * `all`: also who comes and goes, and who raises a hand.
 */
export function announcement(
  before: RoomSnapshot,
  now: RoomSnapshot,
  level: Announce,
  t: Say<typeof callMessages.texts>,
): string {
  if (level === 'none') return '';
  const said: string[] = [];
  if (now.state !== before.state) {
    if (now.state === 'reconnecting') said.push(`${t.lost} ${t.lostFix}`);
    if (now.state === 'connected' && before.state === 'reconnecting') said.push(t.back);
  }
  if (now.self && before.self) {
    if (now.self.serverMuted !== before.self.serverMuted) {
      const name = moderatorOf(now.self, now.participants);
      const muted = name ? t.mutedBy({ name }) : t.mutedBySomebody;
      said.push(now.self.serverMuted ? `${muted} ${t.mutedByFix}` : t.unmutedByModerator);
    }
    if (now.self.role !== before.self.role) said.push(t.roles[now.self.role]);
  }
  if (level !== 'important' && now.room && now.room.id === before.room?.id) {
    const missing = (from: RoomSnapshot, other: RoomSnapshot) =>
      from.participants
        .filter(({ id, isSelf }) => !isSelf && !other.participants.some((participant) => participant.id === id))
        .map(({ displayName }) => displayName);
    const came = missing(now, before);
    const went = missing(before, now);
    const raised = now.participants.filter(
      ({ id, handRaisedAt, isSelf }) =>
        handRaisedAt && !isSelf && before.participants.some((old) => old.id === id && !old.handRaisedAt),
    );
    const hands = raised.map(({ displayName }) => displayName);
    if (hands.length) said.push(t.raised({ names: hands, count: hands.length }));
    if (came.length) said.push((came.length > NAMED ? t.manyJoined : t.joined)({ names: came, count: came.length }));
    if (went.length) said.push((went.length > NAMED ? t.manyLeft : t.left)({ names: went, count: went.length }));
  }
  return said.join(' ');
}

/** A live region speaks when its text changes: the same news again is another text. */
export const anew = (news: string, said: string): string => (news === said ? `${news}\u00a0` : news);
