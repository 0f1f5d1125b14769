import type { ClientMessage, ServerMessageOf } from '../../protocol/live-events.ts';
import { RoomError } from './errors.ts';
import { createIdentity } from './identity.ts';
import { Remembered } from './remembered.ts';
import type { StayContext } from './stay-context.ts';

export type Joined = ServerMessageOf<'room:joined'>;

/** What being in a room begins with. */
export type Entry = Pick<Joined, 'roomId' | 'participantId' | 'token'>;

/** Asking the server to let us in, and telling it when we do not come after all. */
export interface Joining {
  /** Opens the line if need be. */
  ask(): Promise<Joined>;
  /** Whether a `room:joined` that comes now is the one asked for and still wanted. */
  readonly isExpected: boolean;
  /** What was asked for is not wanted any more, whether or not the answer has come. */
  giveBack(joined: Promise<Entry>): void;
  /** Resolves when the server knows or cannot be told. The next join comes after it. */
  leave(stay: { roomId: string; participantId: string }): Promise<void>;
}

export function createJoining(
  { environment, store, feed, options }: StayContext,
  /** What goes with the command besides. */
  more: () => { participantId?: string; displayName?: string },
): Joining {
  const identityOf = createIdentity(environment);
  const pictures = new Remembered(environment.storage, 'picture');
  let leaving: Promise<unknown> = Promise.resolve();
  let isExpected = false;

  function message(): ClientMessage {
    const { server, room, displayName, avatar = pictures.get(server), metadata, multiTab } = options();
    const { muted, deafened } = store.snapshot;
    return {
      type: 'room:join',
      room,
      ...identityOf(options()),
      muted,
      deafened,
      ...more(),
      ...(displayName && { displayName }),
      ...(avatar && { avatar }),
      ...(metadata && { metadata }),
      ...(multiTab && { multiAgent: multiTab }),
    };
  }

  async function leave({ roomId, participantId }: { roomId: string; participantId: string }): Promise<void> {
    const told = feed.request({ type: 'room:leave', roomId, participantId }).catch(() => {});
    leaving = told;
    await told;
  }

  return {
    async ask() {
      await leaving;
      await feed.whenOpen();
      const credential = await options().tokenProvider?.();
      if (credential) await feed.request({ type: 'auth', credential }, 'auth:ok');
      isExpected = true;
      try {
        return await feed.request(message(), 'room:joined');
      } catch (error) {
        // No answer over a line that stands: an answer that comes yet would be a stay that nobody is in.
        const isLate = error instanceof RoomError && error.code === 'signaling_lost' && store.snapshot.live === 'open';
        if (isLate) feed.restart();
        throw error;
      } finally {
        isExpected = false;
      }
    },
    get isExpected() {
      return isExpected;
    },
    giveBack(joined) {
      isExpected = false;
      leaving = joined.then(leave, () => {});
    },
    leave,
  };
}
