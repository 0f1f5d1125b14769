import type { RoomSnapshot } from '../client/room-snapshot.ts';
import { callMessages as t } from './call-messages.ts';

export type Announce = 'all' | 'important' | 'none';

/**
 * What a screen reader should hear about the step from one snapshot to the next. `important`: what happens to you;
 * `all`: also who comes and goes.
 */
export function announcement(before: RoomSnapshot, now: RoomSnapshot, level: Announce): string {
  if (level === 'none') return '';
  const said: string[] = [];
  if (now.state !== before.state) {
    if (now.state === 'reconnecting') said.push(`${t.lost} ${t.lostFix}`);
    if (now.state === 'connected' && before.state === 'reconnecting') said.push(t.back);
  }
  if (now.self?.serverMuted && before.self && !before.self.serverMuted) said.push(t.mutedByModerator);
  if (level !== 'important' && now.room && now.room.id === before.room?.id) {
    const missing = (from: RoomSnapshot, other: RoomSnapshot) =>
      from.participants
        .filter(({ id, isSelf }) => !isSelf && !other.participants.some((participant) => participant.id === id))
        .map(({ displayName }) => displayName);
    const came = missing(now, before);
    const went = missing(before, now);
    if (came.length) said.push(t.joined(came));
    if (went.length) said.push(t.left(went));
  }
  return said.join(' ');
}
