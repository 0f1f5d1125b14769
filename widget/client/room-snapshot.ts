import type { LinkQuality, LinkSample } from '../../protocol/quality.ts';
import type { Participant, Room } from '../../protocol/rest.ts';
import type { RoomError } from './errors.ts';
import type { LinkState } from './room-state.ts';

export type ClientState = 'idle' | 'joining' | 'connected' | 'reconnecting' | 'error';

/** `unknown` until measured; `lost` while nothing comes from that participant. One's own is that of one's best link. */
export type Quality = LinkQuality | 'unknown';

/** One participant as this client sees it. `status` joins what the server says with the state of our own link to them. */
export interface ParticipantSnapshot
  extends Readonly<
    Pick<
      Participant,
      | 'id'
      | 'agentId'
      | 'displayName'
      | 'avatar'
      | 'role'
      | 'status'
      | 'muted'
      | 'serverMuted'
      | 'serverMutedBy'
      | 'deafened'
      | 'handRaisedAt'
      | 'joinedAt'
      | 'metadata'
    >
  > {
  readonly speaking: boolean;
  /** Playback volume here, 0..1. */
  readonly volume: number;
  readonly quality: Quality;
  readonly isSelf: boolean;
  /** Our own connection to them; null outside of a call, and for self. */
  readonly link: LinkState | null;
}

/** What somebody in the room wrote. Text: show it as text. */
export interface ChatMessage {
  /** Grows with every message of this page. */
  readonly id: number;
  readonly participantId: string;
  /** As it was then: the writer may have left. */
  readonly displayName: string;
  readonly text: string;
  /** By the server's clock, ISO 8601 in UTC. */
  readonly at: string;
}

export interface Reaction extends Pick<ChatMessage, 'id' | 'participantId' | 'displayName'> {
  /** One emoji. */
  readonly emoji: string;
}

/** `off` before the first join; `none` when listening only, with the reason in `microphoneError`. */
export type MicrophoneState = 'off' | 'asking' | 'live' | 'none';

export interface DeviceInUse {
  /** '' is the system's default, which is followed. */
  readonly deviceId: string;
  /** As the system names it; empty while the browser does not tell. */
  readonly label: string;
  /** The chosen one is not there: this is the default in its place. */
  readonly lost: boolean;
}

/** What a person chose for their own sound, or the page for them. */
export interface Devices {
  readonly microphone: DeviceInUse;
  readonly speaker: DeviceInUse;
  readonly noiseSuppression: 'browser' | 'rnnoise' | 'off';
  readonly echoCancellation: boolean;
  readonly autoGain: boolean;
  /** Of push-to-talk: a `KeyboardEvent.code`; null without it. */
  readonly pttKey: string | null;
}

/** `muted`: you speak, but nobody hears you. `silent`: your microphone has given nothing at all for some time. */
export type VoiceHint = 'muted' | 'silent';

/** Everything there is to show, frozen: what did not change is the same object as in the snapshot before. */
export interface RoomSnapshot {
  readonly state: ClientState;
  /** The open room as the server last described it; null while there is none of this name. */
  readonly room: Room | null;
  /** Who is in the room, in order of joining; self included once joined. Also filled while only watching (the lobby). */
  readonly participants: readonly ParticipantSnapshot[];
  readonly self: ParticipantSnapshot | null;
  /** Why `state` is `error`, or what went wrong last; cleared by the next attempt. */
  readonly error: RoomError | null;
  /** Whether we are told at present what happens in the room. */
  readonly live: 'closed' | 'connecting' | 'open';
  /** Before a join: as asked. In a room: as it is, that is, muted means the track is silent. */
  readonly muted: boolean;
  readonly deafened: boolean;
  /** Master playback volume, 0..1. */
  readonly volume: number;
  readonly microphone: MicrophoneState;
  readonly microphoneError: RoomError | null;
  /** Null until the code of a call is loaded. */
  readonly devices: Devices | null;
  /** Push-to-talk: whether it is held, so that you are heard; null without it. */
  readonly talking: boolean | null;
  readonly voiceHint: VoiceHint | null;
  /** The browser plays nothing until the person touches the page: call `unlockAudio()` from a click. */
  readonly audioBlocked: boolean;
  /** Why the last stay ended, until the next join. */
  readonly leaveReason: string | null;
  /** In a room: the last 200 written since one came. Kept nowhere else. */
  readonly messages: readonly ChatMessage[];
  /** In a room: the last 20. */
  readonly reactions: readonly Reaction[];
  /** In a call: the last measurement of each link, renewed every 5 s. */
  readonly stats: readonly LinkSample[];
}
