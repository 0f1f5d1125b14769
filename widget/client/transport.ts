import type { PeerWord } from '../../protocol/peer-messages.ts';
import type { IceServer, JoinResult, Participant, Signaling } from '../../protocol/rest.ts';
import type { CallEnvironment } from './call-environment.ts';
import type { Environment } from './environment.ts';
import type { RoomError } from './errors.ts';
import type { LinkState } from './room-state.ts';

/** What is heard from one participant. */
export interface Sound {
  stream: MediaStream;
  /** How loud it is at this moment, 0..1; 0 when nothing comes. */
  level(): number;
}

/** What a stay begins with. */
export type Arrival = Pick<JoinResult, 'participant' | 'peers' | 'iceServers' | 'signaling'>;

export interface TransportEvents {
  /** null: there is no connection any more and none will be tried. */
  onLink(participantId: string, state: LinkState | null): void;
  /** The sound of a participant, also when it starts anew. */
  onSound(participantId: string, sound: Sound): void;
  /** A participant says, from browser to browser, how its own sound is. */
  onSaid(participantId: string, word: PeerWord): void;
  /** Nobody can be reached; tries go on. */
  onConnectionFailed(error: RoomError): void;
  /**
   * Nothing comes from somebody who should be heard: the network may be gone, and every line with it. It has this to be asked by, and
   * `revive` to be called when it is back.
   */
  onDoubt(configuration: RTCConfiguration, revive: () => void): void;
  /** A fresh signalling ticket for this stay. */
  renewSignaling(): Promise<Signaling>;
}

/** Carries sound between the participants of one stay. */
export interface Transport {
  /** Resolves when the others can reach us; rejects with a RoomError. */
  open(arrival: Arrival, privacy: 'direct' | 'relay'): Promise<void>;
  /** Who is in the room now: connects and disconnects accordingly. */
  follow(participants: ReadonlyMap<string, Participant>): void;
  /** Whether a connection to this participant is tried on when there is none. */
  setWanted(participantId: string, wanted: boolean): void;
  setTrack(track: MediaStreamTrack): void;
  /** Whether anything is sent at all. */
  setSending(sending: boolean): void;
  /** How our own sound is: told from browser to browser. */
  say(word: PeerWord): void;
  /** A signalling ticket for the next line to the others: each opens one. */
  keep(signaling: Signaling): void;
  /** The network is there, as another line shows: the one to the others is proven, or tried anew. */
  revive(): void;
  /** For connections and ICE restarts from now on. */
  setIceServers(servers: IceServer[]): void;
  stats(): Promise<ReadonlyMap<string, RTCStatsReport>>;
  close(): void;
}

/** A line to the others that was opened before the join; a transport opened for this participant takes it. */
export interface PreparedLine {
  /** Who we are to be by it. */
  readonly participantId: string;
  /** Unless a transport has it. */
  close(): unknown;
}

/** `onLost`: it does not stand any more, or never will. */
export type PrepareLine = (environment: Environment, signaling: Signaling, onLost: () => void) => PreparedLine;

export type CreateTransport = (environment: CallEnvironment, events: TransportEvents) => Transport;
