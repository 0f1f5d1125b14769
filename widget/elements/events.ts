/**
 * What `<voice-room>` says: facts, dispatched on the host after they came true. They do not bubble.
 *
 * Participant events are about the room the element looks at, joined or not (the lobby looks too). Who was already there
 * when it first saw the room is in `participants` and comes with `voice-room-change`; oneself comes with `voice-joined`.
 */
import type { Room } from '../../protocol/rest.ts';
import type { RoomErrorCode } from '../client/errors.ts';
import type {
  ChatMessage,
  ClientState,
  DeviceInUse,
  ParticipantSnapshot,
  Quality,
  Reaction,
} from '../client/room-snapshot.ts';

type EventClass<T extends object> = new (fields: T) => Event & Readonly<T>;

function fact<T extends object>(type: string, init?: EventInit): EventClass<T> {
  class Fact extends Event {
    constructor(fields: T) {
      super(type, init);
      Object.assign(this, fields);
    }
  }
  return Fact as unknown as EventClass<T>;
}

/** A request: it bubbles out of every shadow root and does nothing when cancelled. */
export const request = <T extends object>(type: string): EventClass<T> =>
  fact<T>(type, { bubbles: true, composed: true, cancelable: true });

export class VoiceStateChangeEvent extends fact<{ state: ClientState; previous: ClientState }>('voice-state-change') {}

/** You are in the room. */
export class VoiceJoinedEvent extends fact<{ participant: ParticipantSnapshot }>('voice-joined') {}

/** You are no longer in the room. `reason`: `left`, `timeout`, `removed`, `replaced`, `room_closed` or `failed`. */
export class VoiceLeftEvent extends fact<{ reason: string }>('voice-left') {}

/** Somebody else came. */
export class VoiceParticipantJoinedEvent extends fact<{ participant: ParticipantSnapshot }>(
  'voice-participant-joined',
) {}

/** Somebody else went; `participant` as last seen. */
export class VoiceParticipantLeftEvent extends fact<{ participant: ParticipantSnapshot }>('voice-participant-left') {}

/** Anything about a participant (you included) but whether they speak. */
export class VoiceParticipantChangeEvent extends fact<{ participant: ParticipantSnapshot }>(
  'voice-participant-change',
) {}

export class VoiceSpeakingChangeEvent extends fact<{ participantId: string; speaking: boolean }>(
  'voice-speaking-change',
) {}

/** Without `participantId` it is about you, in a room or before. */
export class VoiceMuteChangeEvent extends fact<{ muted: boolean; participantId?: string }>('voice-mute-change') {}

/** Without `participantId` it is about you, in a room or before. */
export class VoiceDeafenChangeEvent extends fact<{ deafened: boolean; participantId?: string }>(
  'voice-deafen-change',
) {}

/** How good the connection to a participant is, as measured here; about you, that of your best connection. */
export class VoiceQualityChangeEvent extends fact<{ participantId: string; quality: Quality }>(
  'voice-quality-change',
) {}

/** Another microphone or speaker is in use, or the same one in place of a lost one; `deviceId` '' is the system's default. */
export class VoiceDeviceChangeEvent extends fact<{ kind: 'microphone' | 'speaker' } & DeviceInUse>(
  'voice-device-change',
) {}

/** A hand went up or down; in what order, `handRaisedAt` of the participants tells. */
export class VoiceHandChangeEvent extends fact<{ participantId: string; raised: boolean }>('voice-hand-change') {}

/** Somebody in the room wrote, perhaps you. `text` is text: do not make HTML of it. */
export class VoiceMessageEvent extends fact<ChatMessage>('voice-message') {}

export class VoiceReactionEvent extends fact<Reaction>('voice-reaction') {}

/** The room's record changed; null while there is no open room of this name. */
export class VoiceRoomChangeEvent extends fact<{ room: Room | null }>('voice-room-change') {}

/** Something went wrong: a stable `code`, a sentence, and what to do about it. */
export class VoiceErrorEvent extends fact<{
  code: RoomErrorCode;
  message: string;
  recoverable: boolean;
  fix: string;
}>('voice-error') {}

declare global {
  interface HTMLElementEventMap {
    'voice-state-change': VoiceStateChangeEvent;
    'voice-joined': VoiceJoinedEvent;
    'voice-left': VoiceLeftEvent;
    'voice-participant-joined': VoiceParticipantJoinedEvent;
    'voice-participant-left': VoiceParticipantLeftEvent;
    'voice-participant-change': VoiceParticipantChangeEvent;
    'voice-speaking-change': VoiceSpeakingChangeEvent;
    'voice-mute-change': VoiceMuteChangeEvent;
    'voice-deafen-change': VoiceDeafenChangeEvent;
    'voice-quality-change': VoiceQualityChangeEvent;
    'voice-device-change': VoiceDeviceChangeEvent;
    'voice-room-change': VoiceRoomChangeEvent;
    'voice-hand-change': VoiceHandChangeEvent;
    'voice-message': VoiceMessageEvent;
    'voice-reaction': VoiceReactionEvent;
    'voice-error': VoiceErrorEvent;
  }
}
