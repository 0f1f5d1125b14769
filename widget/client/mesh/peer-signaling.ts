import type { RestartPayload } from '../../../protocol/peer-messages.ts';
import type { Signaling } from '../../../protocol/rest.ts';
import type { Environment } from '../environment.ts';

export type RestartStep = Omit<RestartPayload, 'call'>;

/** One media connection, made or answered. */
export interface MediaCall {
  readonly connection: RTCPeerConnection;
  /** Made, not answered. */
  readonly isCaller: boolean;
  /** Ended by the other side, or by the signalling library. */
  onClose(callback: () => void): void;
  onStream(callback: (stream: MediaStream) => void): void;
  /** Brings a step of an ICE restart to the other end of this connection; lost while the line is down. */
  tell(step: RestartStep): void;
  /** The last step that came before somebody listened comes at once. */
  onTold(callback: (step: RestartStep) => void): void;
  /** The channel between the two browsers, once it is open. */
  onChannel(callback: (channel: RTCDataChannel) => void): void;
  /** Before its ICE restarts: with the ICE servers as they are now. */
  refresh(): void;
  /** Has the other side's browser send something back, whatever its page does. False: it cannot be asked. */
  probe(): boolean;
  /** `bye` tells the other side over signalling too, which counts before a connection stands. */
  close(bye: boolean): void;
}

export interface IncomingCall {
  readonly peerId: string;
  /** null: the caller has given up. */
  answer(stream: MediaStream): MediaCall | null;
  refuse(): void;
}

export interface PeerSignalingEvents {
  onCall(call: IncomingCall): void;
  /** What was sent to this peer did not arrive: it is not there (yet). */
  onExpire(peerId: string): void;
  /** This peer ends what it began. */
  onBye(peerId: string): void;
  /** A fresh ticket for this stay. */
  renewSignaling(): Promise<Signaling>;
}

/**
 * `silent`: so is a call, and the network may be gone. `reachable`: it is there, as another line shows, so what is tried since before that
 * is tried anew.
 */
export type WhyProve = 'silent' | 'reachable';

export type CreatePeerSignaling = (
  environment: Environment,
  signaling: Signaling,
  /** Read at each new connection and ICE restart: it may change meanwhile. */
  configuration: RTCConfiguration,
  events: PeerSignalingEvents,
) => PeerSignaling;

/** Brings offers and answers to the others, and theirs to us. */
export interface PeerSignaling {
  /** Resolves when we can be called; rejects with `signaling_lost`. Afterwards a broken line mends itself. */
  open(): Promise<void>;
  /** The stay it was opened for has begun, by this ticket; what happens is told to these from now on. */
  admit(signaling: Signaling, events: PeerSignalingEvents): void;
  /** null while the line is down. */
  call(peerId: string, stream: MediaStream): MediaCall | null;
  /**
   * Resolves when the line is proven to stand; one that does not is replaced without waiting for TCP to notice.
   */
  prove(why?: WhyProve): Promise<void>;
  /** The ticket for the next line: each opens one. */
  keep(signaling: Signaling): void;
  /** Ends the line and every connection made over it. */
  close(): void;
}
