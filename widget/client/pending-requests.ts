import type { Ref, ServerMessage } from '../../protocol/live-events.ts';
import type { Environment } from './environment.ts';
import { errorFromServer, RoomError } from './errors.ts';

const ANSWER_TIMEOUT_MS = 8_000;

/** Commands that wait for their answer. */
export interface PendingRequests {
  /** Gives `send` the ref to send the command with; settles with the answer, a refusal, or `signaling_lost`. */
  ask(send: (ref: Ref) => void): Promise<ServerMessage>;
  /** Settles the request this message answers, if any. */
  settle(message: ServerMessage): void;
  /** No answer will come any more. */
  abandon(): void;
}

export function createPendingRequests(environment: Environment): PendingRequests {
  const pending = new Map<Ref | undefined, (outcome: ServerMessage | RoomError) => void>();
  let lastRef = 0;
  return {
    ask: (send) =>
      new Promise((resolve, reject) => {
        const ref = ++lastRef;
        const settle = (outcome: ServerMessage | RoomError) => {
          cancel();
          pending.delete(ref);
          if (outcome instanceof RoomError) reject(outcome);
          else resolve(outcome);
        };
        const cancel = environment.after(ANSWER_TIMEOUT_MS, () => settle(new RoomError('signaling_lost')));
        pending.set(ref, settle);
        send(ref);
      }),
    settle(message) {
      const refused = message.type === 'room:error';
      pending.get(message.ref)?.(refused ? errorFromServer(message.code, message.message) : message);
    },
    abandon() {
      for (const settle of pending.values()) settle(new RoomError('signaling_lost'));
    },
  };
}
