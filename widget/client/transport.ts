import type { IceServer, JoinResult, Participant, Signaling } from '../../protocol/rest.ts';
import type { CallEnvironment } from './call-environment.ts';
import type { RoomError } from './errors.ts';
import type { LinkState } from './room-state.ts';

/** What is heard from one participant. */
export interface Sound {
  stream: MediaStream;
  /** How loud it is at this moment, 0..1; 0 when nothing comes. */
  level(): number;
}

export interface TransportEvents {
  /** null: there is no connection any more and none will be tried. */
  onLink(participantId: string, state: LinkState | null): void;
  /** The sound of a participant, also when it starts anew. */
  onSound(participantId: string, sound: Sound): void;
  /** Connections fail again and again; tries go on. */
  onConnectionFailed(error: RoomError): void;
  /** Nothing comes from somebody who should be heard: the network may be gone, and every line with it. */
  onDoubt(): void;
  /** A fresh signalling ticket for this stay. */
  renewSignaling(): Promise<Signaling>;
}

/** Carries sound between the participants of one stay. */
export interface Transport {
  /** Resolves when the others can reach us; rejects with a RoomError. */
  open(joined: JoinResult, privacy: 'direct' | 'relay'): Promise<void>;
  /** Who is in the room now: connects and disconnects accordingly. */
  follow(participants: ReadonlyMap<string, Participant>): void;
  setTrack(track: MediaStreamTrack): void;
  /** Whether anything is sent at all. */
  setSending(sending: boolean): void;
  /** A signalling ticket for the next line to the others: each opens one. */
  keep(signaling: Signaling): void;
  /** A fresh signalling ticket, after the network may have changed: the line to the others is proven or replaced. */
  renew(signaling: Signaling): void;
  /** For connections and ICE restarts from now on. */
  setIceServers(servers: IceServer[]): void;
  stats(): Promise<ReadonlyMap<string, RTCStatsReport>>;
  close(): void;
}

export type CreateTransport = (environment: CallEnvironment, events: TransportEvents) => Transport;
