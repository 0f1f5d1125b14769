import { RoomError } from '../errors.ts';
import type { PreparedLine, PrepareLine } from '../transport.ts';
import type { CreatePeerSignaling, PeerSignaling } from './peer-signaling.ts';

interface Waiting {
  peerId: string;
  line: PeerSignaling;
  configuration: RTCConfiguration;
}

/** A line that was opened before its owner is in a room. */
export interface WaitingLine {
  prepare: PrepareLine;
  /** The line that was opened for this peer, if it stands, with the object it reads its configuration from. It is the taker's now. */
  take(peerId: string): Waiting | null;
}

export function createWaitingLine(createSignaling: CreatePeerSignaling): WaitingLine {
  let waiting: Waiting | null = null;

  return {
    prepare(environment, signaling, onLost): PreparedLine {
      const { peerId } = signaling;
      const configuration: RTCConfiguration = { bundlePolicy: 'max-bundle' };
      let isOver = false;
      let standing: Waiting | null = null;
      const line = createSignaling(environment, signaling, configuration, {
        onCall: (call) => call.refuse(),
        onExpire() {},
        onBye() {},
        // It broke, and comes back only by a stay.
        async renewSignaling() {
          lose();
          throw new RoomError('signaling_lost');
        },
      });

      function close(): void {
        // Somebody has taken it.
        if (isOver || (standing && standing !== waiting)) return;
        isOver = true;
        waiting = null;
        line.close();
      }

      function lose(): void {
        if (isOver) return;
        close();
        onLost();
      }

      line.open().then(() => {
        standing = { peerId, line, configuration };
        waiting = standing;
      }, lose);

      return {
        get participantId() {
          return standing && standing === waiting ? peerId : undefined;
        },
        close,
      };
    },
    take(peerId) {
      const taken = waiting?.peerId === peerId ? waiting : null;
      if (taken) waiting = null;
      return taken;
    },
  };
}
