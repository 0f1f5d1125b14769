import type { Role, RoomSettings } from '../../protocol/rest.ts';

/**
 * What only the lazily loaded part of the client can do. The room client loads it when a command is given, `<voice-room>` hands its
 * method of the same name on: a new command is a line in this interface, a name in the list, and its code in the stay.
 */
export interface Commands {
  /** Moderators: mutes somebody for everybody. */
  muteParticipant(participantId: string, muted?: boolean): Promise<void>;
  /** Moderators: removes somebody from the room. `ban`: who may not come back, ever (true) or for so many seconds. */
  removeParticipant(participantId: string, options?: { ban?: boolean | number }): Promise<void>;
  /** Moderators: what somebody may do from now on. */
  setParticipantRole(participantId: string, role: Role): Promise<void>;
  /** Moderators: locks the room, or lets newcomers only listen. */
  changeSettings(settings: Partial<RoomSettings>): Promise<void>;
}

export const COMMANDS = [
  'muteParticipant',
  'removeParticipant',
  'setParticipantRole',
  'changeSettings',
] as const satisfies (keyof Commands)[];

/** An object with a method for every command, which calls `run`. */
export function commandsBy(run: (name: keyof Commands, parameters: unknown[]) => Promise<unknown>): Commands {
  const methods = COMMANDS.map((name) => [name, (...parameters: unknown[]) => run(name, parameters)]);
  return Object.fromEntries(methods) as Commands;
}
