/** How a connection that once stood looks at this moment. Times are milliseconds of one clock. */
export interface LinkSigns {
  now: number;
  connectionState: RTCPeerConnectionState;
  /** The other side should be heard: it is not muted. */
  isSoundDue: boolean;
  /** When the last packet of sound came. */
  soundAt: number;
  /** That packet was silence: people pause, and nothing is missed. */
  isQuiet: boolean;
  /** When the last packet of any kind came, as far as was looked. */
  heardAt: number;
  /** When the other side's browser was asked for a packet since the last one; null when it was not. */
  probedAt: number | null;
  /** Since when the connection is taken for lost; null while it stands. */
  lostAt: number | null;
  /** When an offer to restart was last made or answered. */
  offeredAt: number;
  /** Offers made since it was lost; one that is said again counts a third. */
  offers: number;
  /** The last offer is ours, and waits for its answer. */
  isUnanswered: boolean;
  /** An offer is being made, or waits for the line. */
  isOffering: boolean;
  /** When the page went on after it had been frozen: the computer slept. */
  wokeAt: number;
}

/** `probe`: have the other side's browser send something. `lose`: from now on it counts as lost. */
export type LinkMove = 'wait' | 'probe' | 'lose' | 'offer' | 'mended' | 'give-up';

/** Sound comes every 20 ms, in silence (DTX) every 400 ms. Without any for so long, something else must come. */
export const PROBE_AFTER_MS = 500;
/** A probe takes a round trip and 200 ms. Unanswered for so long, the path is gone, whatever ICE thinks (it takes five seconds). */
export const ANSWER_MS = 500;
/** The same while nothing was said: rather late than wrong. */
export const QUIET_ANSWER_MS = 2_000;
/** An offer that is not answered by then is said again: it, or its answer, was lost with a line that is dead. */
export const SAY_AGAIN_MS = 1_000;
/** One that was answered and has not helped by then is made anew. */
export const OFFER_EVERY_MS = 3_000;
/** What was missed in a sleep comes within that, or the path is gone: until then ICE does not know yet what it says. */
export const WAKE_MS = 1_000;
/** So many offers over a standing line, half a minute, and the connection is not to be had back. */
export const OFFERS = 10;

const isBroken = ({ connectionState }: LinkSigns) => connectionState === 'disconnected' || connectionState === 'failed';

/** Of a connection that counted as standing so far. */
function doubt(signs: LinkSigns): 'wait' | 'probe' | 'lose' {
  const { now, heardAt, probedAt } = signs;
  if (isBroken(signs)) return 'lose';
  // What came last was no sound: quiet, but there.
  if (!signs.isSoundDue || heardAt > signs.soundAt) return 'wait';
  if (probedAt === null) return now - heardAt >= PROBE_AFTER_MS ? 'probe' : 'wait';
  return now - probedAt >= (signs.isQuiet ? QUIET_ANSWER_MS : ANSWER_MS) ? 'lose' : 'wait';
}

/**
 * What to do about a connection now. Who is muted sends nothing, and that is no alarm: only the state of the connection counts
 * then. Who is quiet without our knowing of it (muted while the server was out of reach) still answers a probe.
 */
export function nextLinkMove(signs: LinkSigns): LinkMove {
  const { now, lostAt } = signs;
  if (lostAt === null) {
    const move = doubt(signs);
    return move === 'lose' && now - signs.wokeAt < WAKE_MS ? 'wait' : move;
  }
  if (signs.heardAt > lostAt && !isBroken(signs)) return 'mended';
  const pauseMs = signs.isUnanswered ? SAY_AGAIN_MS : OFFER_EVERY_MS;
  if (signs.isOffering || now - signs.offeredAt < pauseMs) return 'wait';
  return signs.offers < OFFERS ? 'offer' : 'give-up';
}
