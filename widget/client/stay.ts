import type { ServerMessage } from '../../protocol/live-events.ts';
import type { Commands } from './commands.ts';
import type { RoomError } from './errors.ts';
import type { Entry } from './joining.ts';
import type { Company } from './open-media.ts';
import type { JoinOptions, RoomClientOptions } from './room-client.ts';

export interface Voice {
  muted: boolean;
  deafened: boolean;
}

/** Being in the room: joining, staying through broken lines, muting, leaving. */
export interface Stay extends Commands {
  /** Resolves when in the room and reachable. Aborting the attempt turns back, with the reason given. */
  join(attempt: AbortController, options?: JoinOptions): Promise<void>;
  leave(): Promise<void>;
  setVoice(voice: Voice): Promise<void>;
  /** The page asks for something else now. */
  configure(change: Partial<RoomClientOptions>): void;
  /** Plays as loud as the snapshot says. */
  applyOutput(): void;
  unlockAudio(): Promise<void>;
  level(): number | null;
  levelOf(id: string): number;
  stats(): Promise<ReadonlyMap<string, RTCStatsReport>>;
  /** After the watch has taken the message in. */
  receive(message: ServerMessage): void;
  feedLost(): void;
  /** `participantId`: the stay the server took up again. */
  feedOpened(participantId: string | null): void;
  /** The server did not take the stay up again. */
  resumeRefused(error: RoomError): void;
  /** There is no way back into the room. */
  fail(error: RoomError): void;
  /** What being in the room began with; null while out of it. */
  entry(): Entry | null;
  accompanyBy(company: Company): void;
}
