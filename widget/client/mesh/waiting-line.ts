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
  /** The line that was opened for this peer, or is being opened, with the object it reads its configuration from. It is the taker's now. */
  take(peerId: string): Waiting | null;
}

export function createWaitingLine(createSignaling: CreatePeerSignaling): WaitingLine {
  let waiting: Waiting | null = null;

  return {
    prepare(environment, signaling, onLost): PreparedLine {
      const { peerId } = signaling;
      const configuration: RTCConfiguration = { bundlePolicy: 'max-bundle' };
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

      const mine: Waiting = { peerId, line, configuration };
      waiting = mine;

      /** False: somebody has taken it, or it is closed already. */
      function close(): boolean {
        if (waiting !== mine) return false;
        waiting = null;
        line.close();
        return true;
      }

      function lose(): void {
        if (close()) onLost();
      }

      line.open().catch(lose);

      return { participantId: peerId, close };
    },
    take(peerId) {
      const taken = waiting?.peerId === peerId ? waiting : null;
      if (taken) waiting = null;
      return taken;
    },
  };
}
