import type { Cancel } from './environment.ts';
import type { StayContext } from './stay-context.ts';
import type { PreparedLine, PrepareLine } from './transport.ts';

/** A line that broke is opened again after so long: nobody may need it. */
const AGAIN_MS = 30_000;

/** Keeps a line to the others open while the lobby is, so that a join need not wait for one. */
export interface Readiness {
  /** In the lobby, with a server that answers: opens it, anew if there is one. */
  begin(): void;
  /** Who to join as, when there is a line. */
  identity(): { participantId?: string };
  /** It is in use, or of no use any more. */
  end(): void;
}

export function createReadiness(
  { environment, store, feed, options }: StayContext,
  prepareLine: PrepareLine,
): Readiness {
  let line: PreparedLine | null = null;
  let cancel: Cancel = () => {};

  const isInLobby = () => ['idle', 'error'].includes(store.snapshot.state);

  function end(): void {
    cancel();
    line?.close();
    line = null;
  }

  function begin(): void {
    end();
    if (isInLobby()) void open();
  }

  async function open(): Promise<void> {
    let wanted = true;
    cancel = () => {
      wanted = false;
    };
    const answer = await feed
      .request({ type: 'room:reserve', room: options().room }, 'room:reserved')
      // Without it a join takes longer, that is all.
      .catch(() => null);
    if (!answer || !wanted || !isInLobby()) return;
    const { signaling } = answer;
    const url = new URL(signaling.url, options().server).href;
    line = prepareLine(environment, { ...signaling, url }, () => {
      line = null;
      cancel = environment.after(AGAIN_MS, begin);
    });
  }

  return {
    begin,
    identity: () => (line ? { participantId: line.participantId } : {}),
    end,
  };
}
