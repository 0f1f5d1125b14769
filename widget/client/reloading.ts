import { RoomError } from './errors.ts';
import type { Entry } from './joining.ts';
import { takeKeptStay } from './kept-stay.ts';
import type { PageLife } from './page-life.ts';
import type { StayContext } from './stay-context.ts';
import type { Arrival } from './transport.ts';

/** The page is reloaded in the middle of a stay: the next one takes it up. */
export interface Reloading {
  /** There is a stay of before, not yet taken up. */
  readonly isPending: boolean;
  /** What a join says besides, should the stay be over. */
  readonly identity: { displayName?: string };
  /** Takes it up by `enter`. Rejects if it is over: join anew. */
  resume(enter: (entry: Entry) => void): Promise<Entry & Arrival>;
  /** There is no stay any more. */
  over(): void;
}

export function createReloading({ environment, store, feed, options }: StayContext, { isReload }: PageLife): Reloading {
  const kept = takeKeptStay(environment, isReload, options());
  let isPending = kept !== null;
  /** The socket has the rights of the stay it took up. */
  let isBorrowed = false;

  async function takeUp(enter: (entry: Entry) => void): Promise<Entry & Arrival> {
    if (!kept) throw new RoomError('internal');
    const { token, roomId } = kept;
    await feed.whenOpen();
    isBorrowed = true;
    const { participantId } = await feed.request({ type: 'auth', credential: token }, 'auth:ok');
    if (!participantId) throw new RoomError('internal');
    enter({ roomId, participantId, token });
    const { participants, ...access } = await feed.request({ type: 'room:ready', roomId }, 'room:ready');
    const index = participants.findIndex(({ id }) => id === participantId);
    const participant = participants[index];
    if (!participant) throw new RoomError('internal');
    // In order of joining: those before us we call, those after us call us, as it was.
    return { ...access, roomId, participantId, token, participant, peers: participants.slice(0, index) };
  }

  if (kept) store.set({ muted: kept.muted, deafened: kept.deafened });
  return {
    get isPending() {
      return isPending;
    },
    identity: kept ? { displayName: kept.displayName } : {},
    resume(enter) {
      isPending = false;
      return takeUp(enter);
    },
    over() {
      if (isBorrowed) feed.restart();
      isBorrowed = false;
    },
  };
}
