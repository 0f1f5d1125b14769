import { networkAnswers } from './network-return.ts';
import type { Company } from './open-media.ts';
import type { StayContext } from './stay-context.ts';

/** An answer takes a round trip; a new socket takes two or three, and is given as long before another one is tried. */
const ANSWER_MS = 2_500;
/** Where nobody can be asked whether the network is back, the live socket is tried so long after it has failed. */
const TRY_MS = 1_000;

/**
 * Asks the live socket for a sign of life when there is reason to doubt it, and replaces it if none comes: TCP notices after minutes.
 * While it is being opened, it tries now, and again as soon as the network is back.
 */
export function createLineCheck({ environment, feed, store, watch }: StayContext): Company['checkLine'] {
  let isAsking = false;
  let isWaiting = false;
  let triedAt = Number.NEGATIVE_INFINITY;
  /** The server answers where STUN does not: UDP does not get through here, and nobody is asked the next time. */
  let isDeaf = false;

  const isConnecting = () => store.snapshot.live === 'connecting';
  const isLost = () => [...(watch.state.links?.values() ?? [])].includes('lost');

  function tryNow(): void {
    triedAt = environment.now();
    feed.restart(true);
  }

  function ask(): void {
    isAsking = true;
    const cancel = environment.after(ANSWER_MS, () => feed.restart(true));
    feed
      .request({ type: 'heartbeat' })
      // Refused is answered, too; a line that broke meanwhile opens by itself.
      .catch(() => {})
      .finally(() => {
        cancel();
        isAsking = false;
      });
  }

  /** Until it is known to be back, or nobody misses it any more. */
  async function waitForNetwork(configuration: RTCConfiguration): Promise<boolean> {
    while (isLost() && (isAsking || isConnecting())) {
      const answers = await networkAnswers(environment, isDeaf ? {} : configuration, TRY_MS);
      if (answers && isConnecting()) return true;
      if (answers === null) feed.open();
    }
    if (store.snapshot.live === 'open') isDeaf = !(await networkAnswers(environment, configuration, TRY_MS));
    return false;
  }

  return (configuration, revive) => {
    // Doubts come with every offer: not sooner than one that is on its way needs.
    if (isConnecting() && environment.now() - triedAt >= ANSWER_MS) tryNow();
    feed.open();
    if (!isAsking) ask();
    if (isWaiting) return;
    isWaiting = true;
    waitForNetwork(configuration)
      .then((isBack) => {
        if (!isBack) return;
        tryNow();
        revive();
      })
      .finally(() => {
        isWaiting = false;
      });
  };
}
