import type { Signaling } from '../../protocol/rest.ts';
import type { Cancel } from './environment.ts';
import { RoomError } from './errors.ts';
import type { Presence } from './presence.ts';
import type { StayContext } from './stay-context.ts';

/** A ticket for the next signalling line is always at hand: before one expires there is another. */
const RENEW_TICKET_MS = 240_000;
/** A failed renewal is tried again after so long. */
const RENEW_AGAIN_MS = 60_000;

export interface Access {
  /** Says that we can be reached, and gives the media a fresh ticket and fresh ICE servers; from then on in time before they run out. */
  renew(): Promise<Signaling>;
  absolute(signaling: Signaling): Signaling;
  stop(): void;
}

/** The right to signal and to use the relays, for as long as the stay lasts. */
export function createAccess({ environment, feed, options }: StayContext, here: Presence): Access {
  let cancel: Cancel = () => {};

  const absolute = (signaling: Signaling) => ({ ...signaling, url: new URL(signaling.url, options().server).href });

  async function renew(): Promise<Signaling> {
    if (!here.stay) throw new RoomError('signaling_lost');
    const answer = await feed.request({ type: 'room:ready', roomId: here.stay.roomId }, 'room:ready');
    here.media?.setIceServers(answer.iceServers);
    renewAfter(Math.min(answer.iceServersTtlS * 500, RENEW_TICKET_MS));
    const signaling = absolute(answer.signaling);
    here.media?.keep(signaling);
    return signaling;
  }

  function renewAfter(ms: number): void {
    cancel();
    cancel = environment.after(ms, () => void renew().catch(() => here.stay && renewAfter(RENEW_AGAIN_MS)));
  }

  return { renew, absolute, stop: () => cancel() };
}
