/** The rules of rooms as one would tell them, with no database, no sockets and no time of their own: what the product is held against. */
import type { Role } from '../../protocol/rest.ts';
import type { CloseReason, LeaveReason, RoomStatus } from '../../protocol/states.ts';

/** Who acts: a backend, or an agent by the token of its latest stay in the open room (a backend, if it has had none). */
export type By = 'backend' | string;

export type Step =
  | { do: 'join'; agent: string }
  | { do: 'leave'; agent: string }
  | { do: 'mute'; agent: string; muted: boolean }
  | { do: 'serverMute'; by: By; agent: string; muted: boolean }
  | { do: 'role'; by: By; agent: string; role: Role }
  | { do: 'remove'; by: By; agent: string }
  | { do: 'removeAndBan'; by: By; agent: string; ban: true | number }
  | { do: 'ban'; by: By; agent: string }
  | { do: 'lift'; by: By; agent: string }
  | { do: 'settings'; by: By; locked?: boolean; speakersOnly?: boolean }
  | { do: 'close' }
  /** Time passes, then the server clears up. */
  | { do: 'wait'; seconds: number };

export interface Stay {
  agent: string;
  role: Role;
  muted: boolean;
  serverMuted: boolean;
  seenAt: number;
  left: LeaveReason | null;
}

interface ModelRoom {
  status: RoomStatus;
  closed: CloseReason | null;
  locked: boolean;
  speakersOnly: boolean;
  emptySince: number | null;
  /** In order of joining, those who left included. */
  stays: Stay[];
  /** What webhooks hear: type, agent, reason. */
  facts: string[];
}

export const MODEL_RULES = { maxParticipants: 3, emptyTimeoutS: 300, silentS: 30 };

const GONE: Record<LeaveReason, string> = {
  left: 'participant_left',
  timeout: 'participant_left',
  failed: 'participant_left',
  removed: 'removed',
  banned: 'banned',
  replaced: 'replaced',
  room_closed: 'room_closed',
};

/** One slug: its rooms one after the other, and its bans. */
export class RoomModel {
  readonly rooms: ModelRoom[] = [];
  /** Until when, in ms. */
  readonly bans = new Map<string, number>();

  get open(): ModelRoom | undefined {
    return this.rooms.find(({ status }) => status !== 'closed');
  }

  get present(): Stay[] {
    return this.open?.stays.filter(({ left }) => left === null) ?? [];
  }

  /** The agent's latest stay in the open room. */
  stayOf(agent: string): Stay | undefined {
    return this.open?.stays.findLast((stay) => stay.agent === agent);
  }

  bannedAt(agent: string, now: number): boolean {
    return (this.bans.get(agent) ?? 0) > now;
  }

  /** Does it; returns `ok`, the code of the refusal, or null when there is nobody or nothing to do it to. */
  apply(step: Step, now: number): string | null {
    switch (step.do) {
      case 'join':
        return this.#join(step.agent, now);
      case 'ban':
        return this.#moderated(step.by) ?? this.#ban(step.agent, Number.POSITIVE_INFINITY, now);
      case 'lift':
        return this.#moderated(step.by) ?? this.#lift(step.agent);
      case 'wait':
        return this.#clearUp(now);
      default:
        return this.open ? this.#within(this.open, step, now) : null;
    }
  }

  #within(room: ModelRoom, step: Step, now: number): string | null {
    if (step.do === 'close') return this.#close(room, 'closed');
    if (step.do === 'settings') {
      const refusal = this.#moderated(step.by);
      if (refusal) return refusal;
      room.locked = step.locked ?? room.locked;
      room.speakersOnly = step.speakersOnly ?? room.speakersOnly;
      return 'ok';
    }
    const target = 'agent' in step ? this.stayOf(step.agent) : undefined;
    if (!target) return null;
    const gone = target.left && GONE[target.left];
    const isSelf = 'by' in step && this.#actor(step.by) === target;
    switch (step.do) {
      case 'leave':
        if (!gone) this.#leave(room, [target], 'left', now);
        return 'ok';
      case 'mute':
        if (!gone) target.muted = step.muted;
        return gone ?? 'ok';
      case 'serverMute': {
        const refusal = this.#moderated(step.by, 'gone first') ?? (isSelf ? 'forbidden' : gone);
        if (!refusal) target.serverMuted = step.muted;
        return refusal ?? 'ok';
      }
      case 'role': {
        const refusal =
          this.#moderated(step.by, 'gone first') ?? gone ?? this.#lastModerator(step.by, target, step.role);
        if (!refusal) target.role = step.role;
        return refusal ?? 'ok';
      }
      case 'remove': {
        const refusal = isSelf ? null : this.#moderated(step.by);
        if (!refusal && !gone) this.#leave(room, [target], isSelf ? 'left' : 'removed', now);
        return refusal ?? 'ok';
      }
      case 'removeAndBan': {
        const refusal = this.#moderated(step.by) ?? (isSelf ? 'forbidden' : null);
        return (
          refusal ?? this.#ban(step.agent, step.ban === true ? Number.POSITIVE_INFINITY : now + step.ban * 1000, now)
        );
      }
    }
    return null;
  }

  #actor(by: By): Stay | undefined {
    return by === 'backend' ? undefined : this.stayOf(by);
  }

  /** Why that one may not moderate. Who may do the thing at all is asked before or after whether one is still there. */
  #moderated(by: By, order?: 'gone first'): string | null {
    const actor = this.#actor(by);
    if (!actor) return null;
    const gone = actor.left && GONE[actor.left];
    if (actor.role === 'moderator') return gone;
    return order === 'gone first' && gone ? gone : 'forbidden';
  }

  #lastModerator(by: By, target: Stay, role: Role): string | null {
    if (!this.#actor(by) || role === 'moderator' || target.role !== 'moderator') return null;
    const others = this.present.filter((stay) => stay !== target && stay.role === 'moderator');
    return others.length === 0 ? 'last_moderator' : null;
  }

  #join(agent: string, now: number): string {
    if (this.bannedAt(agent, now)) return 'banned';
    const room = this.open ?? this.#make();
    if (room.locked) return 'room_locked';
    const replaced = this.present.filter((stay) => stay.agent === agent);
    const staying = this.present.filter((stay) => stay.agent !== agent);
    if (staying.length >= MODEL_RULES.maxParticipants) return 'room_full';
    const before = this.stayOf(agent);
    const isFirst = this.present.length === 0;
    const listens = room.speakersOnly || before?.role === 'listener';
    for (const stay of replaced) this.#end(room, stay, 'replaced');
    room.stays.push({
      agent,
      role: isFirst ? 'moderator' : listens ? 'listener' : 'speaker',
      muted: false,
      serverMuted: !isFirst && before?.serverMuted === true,
      seenAt: now,
      left: null,
    });
    room.facts.push(`participant.joined ${agent}`);
    this.#succeed();
    if (room.status === 'created') room.status = 'waiting';
    if (room.status === 'waiting' && this.present.length >= 2) {
      room.status = 'active';
      room.facts.push('room.active');
    }
    room.emptySince = null;
    return 'ok';
  }

  #make(): ModelRoom {
    const room: ModelRoom = {
      status: 'created',
      closed: null,
      locked: false,
      speakersOnly: false,
      emptySince: null,
      stays: [],
      facts: ['room.created'],
    };
    this.rooms.push(room);
    return room;
  }

  #end(room: ModelRoom, stay: Stay, reason: LeaveReason): void {
    stay.left = reason;
    room.facts.push(`participant.left ${stay.agent} ${reason}`, `session.ended ${stay.agent} ${reason}`);
  }

  #leave(room: ModelRoom, stays: Stay[], reason: LeaveReason, now: number): void {
    for (const stay of stays) this.#end(room, stay, reason);
    this.#succeed();
    if (stays.length === 0 || this.present.length > 0) return;
    room.status = 'waiting';
    room.emptySince ??= now;
  }

  /** People made the room: one of them moderates it. */
  #succeed(): void {
    const { present } = this;
    if (present.some(({ role }) => role === 'moderator')) return;
    const next = present.find(({ role, serverMuted }) => role === 'speaker' && !serverMuted) ?? present[0];
    if (next) Object.assign(next, { role: 'moderator', serverMuted: false });
  }

  #ban(agent: string, until: number, now: number): string {
    this.bans.set(agent, until);
    if (this.open) {
      this.#leave(
        this.open,
        this.present.filter((stay) => stay.agent === agent),
        'banned',
        now,
      );
    }
    return 'ok';
  }

  #lift(agent: string): string {
    this.bans.delete(agent);
    return 'ok';
  }

  #close(room: ModelRoom, reason: CloseReason): string {
    for (const stay of this.present) this.#end(room, stay, 'room_closed');
    room.status = 'closed';
    room.closed = reason;
    room.facts.push('room.closed');
    return 'ok';
  }

  #clearUp(now: number): string {
    const room = this.open;
    if (!room) return 'ok';
    const silent = this.present.filter(({ seenAt }) => seenAt < now - MODEL_RULES.silentS * 1000);
    if (silent.length > 0) this.#leave(room, silent, 'timeout', now);
    if (room.emptySince !== null && room.emptySince <= now - MODEL_RULES.emptyTimeoutS * 1000)
      this.#close(room, 'empty');
    return 'ok';
  }
}
