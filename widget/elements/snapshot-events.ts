import type { RoomError } from '../client/errors.ts';
import type { ParticipantSnapshot, RoomSnapshot } from '../client/room-snapshot.ts';
import * as events from './events.ts';

/** Oneself, while in the room. */
export function selfInRoom({ state, self }: RoomSnapshot): ParticipantSnapshot | null {
  return state === 'connected' || state === 'reconnecting' ? self : null;
}

const silenced = (participant: ParticipantSnapshot) => participant.muted || participant.serverMuted;

/** What came since, of a list whose ids grow. */
function later<T extends { id: number }>(before: readonly T[], now: readonly T[]): readonly T[] {
  const last = before.at(-1)?.id ?? 0;
  return now.filter(({ id }) => id > last);
}

function differs(old: ParticipantSnapshot, now: ParticipantSnapshot): boolean {
  return Object.entries(now).some(
    ([key, value]) => key !== 'speaking' && value !== old[key as keyof ParticipantSnapshot],
  );
}

function* between(old: ParticipantSnapshot, now: ParticipantSnapshot): Generator<Event> {
  const { id: participantId, speaking, deafened, quality, handRaisedAt } = now;
  if (differs(old, now)) yield new events.VoiceParticipantChangeEvent({ participant: now });
  if (old.speaking !== speaking) yield new events.VoiceSpeakingChangeEvent({ participantId, speaking });
  if (old.quality !== quality) yield new events.VoiceQualityChangeEvent({ participantId, quality });
  if (old.handRaisedAt !== handRaisedAt)
    yield new events.VoiceHandChangeEvent({ participantId, raised: Boolean(handRaisedAt) });
  if (now.isSelf) return;
  const muted = silenced(now);
  if (silenced(old) !== muted) yield new events.VoiceMuteChangeEvent({ muted, participantId });
  if (old.deafened !== deafened) yield new events.VoiceDeafenChangeEvent({ deafened, participantId });
}

export function errorEvent({ code, message, recoverable, fix }: RoomError): events.VoiceErrorEvent {
  return new events.VoiceErrorEvent({ code, message, recoverable, fix });
}

/** The facts that lie between two snapshots, in the order a listener would tell them; `told`: an error in the listener's words. */
export function* eventsBetween(
  before: RoomSnapshot,
  now: RoomSnapshot,
  told = (error: RoomError): RoomError => error,
): Generator<Event> {
  const { state, room, muted, deafened } = now;
  const was = selfInRoom(before);
  const self = selfInRoom(now);
  if (before.state !== state) yield new events.VoiceStateChangeEvent({ state, previous: before.state });
  if (was && was.id !== self?.id) yield new events.VoiceLeftEvent({ reason: now.leaveReason ?? 'left' });
  if (before.room !== room) yield new events.VoiceRoomChangeEvent({ room });
  if (self && was?.id !== self.id) yield new events.VoiceJoinedEvent({ participant: self });

  if (room && before.room?.id === room.id) {
    const old = new Map(before.participants.map((participant) => [participant.id, participant]));
    for (const participant of now.participants) {
      const known = old.get(participant.id);
      old.delete(participant.id);
      if (known) yield* between(known, participant);
      else if (!participant.isSelf) yield new events.VoiceParticipantJoinedEvent({ participant });
    }
    for (const participant of old.values())
      if (!participant.isSelf) yield new events.VoiceParticipantLeftEvent({ participant });
  }

  for (const message of later(before.messages, now.messages)) yield new events.VoiceMessageEvent(message);
  for (const reaction of later(before.reactions, now.reactions)) yield new events.VoiceReactionEvent(reaction);
  if (before.muted !== muted) yield new events.VoiceMuteChangeEvent({ muted });
  if (before.deafened !== deafened) yield new events.VoiceDeafenChangeEvent({ deafened });
  for (const kind of ['microphone', 'speaker'] as const) {
    const device = now.devices?.[kind];
    if (device && before.devices && device !== before.devices[kind])
      yield new events.VoiceDeviceChangeEvent({ kind, ...device });
  }
  for (const key of ['error', 'microphoneError'] as const) {
    const error = now[key];
    if (error && error !== before[key]) yield errorEvent(told(error));
  }
}
