import type { RoomErrorCode } from '../errors.ts';

/** What is looked at. `turn-tls` is TURN over TLS (`turns:`); `relay` sends something through TURN and back. */
export type CheckName =
  | 'microphone'
  | 'autoplay'
  | 'api'
  | 'live'
  | 'signaling'
  | 'stun'
  | 'turn-udp'
  | 'turn-tcp'
  | 'turn-tls'
  | 'relay';

/** What one part of the way to a conversation is like. */
export interface Check {
  readonly name: CheckName;
  readonly ok: boolean;
  /** What is wrong; with `ok`, what is worth knowing. */
  readonly code?: RoomErrorCode;
  /** The same in words, and what to do about it. */
  readonly message?: string;
  readonly fix?: string;
  /** How long it took to find out, in milliseconds. */
  readonly tookMs: number;
}
