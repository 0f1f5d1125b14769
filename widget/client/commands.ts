import type { Role, RoomSettings } from '../../protocol/rest.ts';
import type { Processing } from './audio/microphone-options.ts';
import type { DeviceCheck } from './device-check.ts';
import type { Check } from './diagnosis/check.ts';

/**
 * What only the lazily loaded part of the client can do. The room client loads it when a command is given, `<voice-room>` hands its
 * method of the same name on: a new command is a line in this interface, a name in the list, and its code in the stay.
 */
export interface Commands {
  /** How loud one participant is here, 0..1. */
  setParticipantVolume(participantId: string, volume: number): Promise<void>;
  /** Moderators: mutes somebody for everybody. */
  muteParticipant(participantId: string, muted?: boolean): Promise<void>;
  /** Moderators: removes somebody from the room. `ban`: who may not come back, ever (true) or for so many seconds. */
  removeParticipant(participantId: string, options?: { ban?: boolean | number }): Promise<void>;
  /** Whether a connection to somebody who cannot be reached is tried on. */
  connectParticipant(participantId: string, wanted?: boolean): Promise<void>;
  /** Moderators: what somebody may do from now on. */
  setParticipantRole(participantId: string, role: Role): Promise<void>;
  /** Moderators: locks the room, or lets newcomers only listen. */
  changeSettings(settings: Partial<RoomSettings>): Promise<void>;
  /**
   * By `deviceId` from now on, on this browser and this server, without a gap in the call; '' is the system's default, which is
   * followed. Rejects with `microphone_missing`, `microphone_busy`, …, and the one before stays.
   */
  setMicrophone(deviceId: string): Promise<void>;
  /** Likewise; rejects with `speaker_missing`, or with `speaker_unsupported` where the browser cannot choose. */
  setSpeaker(deviceId: string): Promise<void>;
  /** How loud everybody is together, 0..1, from now on, on this browser and this server; the property `volume` is the page's. */
  setMasterVolume(volume: number): Promise<void>;
  /** What is done to the sound of the microphone, from now on, on this browser and this server. */
  setProcessing(change: Processing): Promise<void>;
  /** Another key for push-to-talk, on this browser and this server, where the page has push-to-talk. */
  setPttKey(code: string): Promise<void>;
  /** Push-to-talk: held or not. Does not unmute. */
  setTalking(talking: boolean): Promise<void>;
  /** To show a choice of devices and to try them out. Close it in the end. */
  checkDevices(): Promise<DeviceCheck>;
  /**
   * Tries everything a conversation needs, before and in a call, without disturbing it: microphone, autoplay, API, live socket, signalling,
   * and of STUN and TURN what the server offers. At the latest after 10 s. The microphone is opened only where that is allowed already, so
   * that nobody is asked; where it is not, `code` is `microphone_not_asked`.
   */
  diagnose(): Promise<readonly Check[]>;
  /** One's own hand up or down. Moderators: with `participantId`, lowers somebody else's. */
  raiseHand(raised: boolean, participantId?: string): Promise<void>;
  /** To everybody in the room: 1 to 500 characters. Resolves when the server has passed it on. */
  sendMessage(text: string): Promise<void>;
  /** To everybody in the room: one emoji. */
  react(emoji: string): Promise<void>;
}

export const COMMANDS = [
  'setParticipantVolume',
  'muteParticipant',
  'removeParticipant',
  'connectParticipant',
  'setParticipantRole',
  'changeSettings',
  'setMicrophone',
  'setSpeaker',
  'setMasterVolume',
  'setProcessing',
  'setPttKey',
  'setTalking',
  'checkDevices',
  'diagnose',
  'raiseHand',
  'sendMessage',
  'react',
] as const satisfies (keyof Commands)[];

/** An object with a method for every command, which calls `run`. */
export function commandsBy(run: (name: keyof Commands, parameters: unknown[]) => Promise<unknown>): Commands {
  const methods = COMMANDS.map((name) => [name, (...parameters: unknown[]) => run(name, parameters)]);
  return Object.fromEntries(methods) as Commands;
}
