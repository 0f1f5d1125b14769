import type { RoomSnapshot } from '../client/room-snapshot.ts';
import { callMessages as t } from './call-messages.ts';
import { moderatorOf } from './moderator-of.ts';

export type Announce = 'all' | 'important' | 'none';

/**
 * What a screen reader should hear about the step from one snapshot to the next. `important`: what happens to you;
 * `all`: also who comes and goes, and who raises a hand.
 */
export function announcement(before: RoomSnapshot, now: RoomSnapshot, level: Announce): string {
  if (level === 'none') return '';
  const said: string[] = [];
  if (now.state !== before.state) {
    if (now.state === 'reconnecting') said.push(`${t.lost} ${t.lostFix}`);
    if (now.state === 'connected' && before.state === 'reconnecting') said.push(t.back);
  }
  if (now.self && before.self) {
    if (now.self.serverMuted !== before.self.serverMuted) {
      const muted = `${t.mutedBy(moderatorOf(now.self, now.participants))} ${t.mutedByFix}`;
      said.push(now.self.serverMuted ? muted : t.unmutedByModerator);
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
    if (raised.length) said.push(t.raised(raised.map(({ displayName }) => displayName)));
    if (came.length) said.push(t.joined(came));
    if (went.length) said.push(t.left(went));
  }
  return said.join(' ');
}
