/**
 * How good a connection is, in one word, derived in one place: the client that measures a link says the word, everybody else (server,
 * history, analytics) repeats it. docs/quality.md explains the numbers.
 */

/** From best to worst. */
export const QUALITIES = ['excellent', 'good', 'poor', 'lost'] as const;
export type LinkQuality = (typeof QUALITIES)[number];

/** What one client measured on its link to one other participant, over `durationMs`. null: nothing to measure it by. */
export interface LinkSample {
  /** Who is at the other end. */
  participantId: string;
  durationMs: number;
  quality: LinkQuality;
  /** Share of the packets sent to us that did not arrive, 0..1. */
  packetLoss: number | null;
  /** The same of what we sent, as the other side reports it (RTCP receiver reports, RFC 3550 6.4). */
  packetLossOut: number | null;
  /** Interarrival jitter of what we receive, RFC 3550 6.4.1. */
  jitterMs: number | null;
  /** There and back, by the ICE connectivity checks of the path in use. */
  rttMs: number | null;
  /** Received, without packet headers. */
  bitrateBps: number | null;
  /** Share of the sound played that was made up for lost or late packets, 0..1; made-up silence does not count. */
  concealment: number | null;
  /** Whether the path goes over a TURN server. */
  relayed: boolean | null;
}

/** What the word depends on. What is unknown counts as faultless. */
export interface Impairments {
  /** 0..1; of the worse direction. */
  packetLoss: number;
  jitterMs: number;
  rttMs: number;
}

/** ITU-T G.107, table 3: the rating of a connection with all parameters at their defaults. */
const FAULTLESS = 93.2;
/** Codec frame and look-ahead (26.5 ms with Opus at 20 ms), and what sound cards add. */
const PROCESSING_MS = 50;
/** A jitter buffer is about this many times as long as the jitter it swallows. */
const BUFFERED_JITTER = 2;
/** ITU-T G.113 appendix I: robustness against random packet loss of a codec that conceals well (G.711 with its appendix I). */
const LOSS_ROBUSTNESS = 25.1;
/** ITU-T G.107: the most that equipment can impair. */
const MOST_IMPAIRED = 95;

/**
 * The transmission rating R of the E-model, 0..93.2: G.107 reduced to what a network changes,
 * `R = 93.2 - Id - Ie,eff`, with `Id = 0.024 d + 0.11 max(0, d - 177.3)` (Cole and Rosenbluth 2001, d the one-way delay from mouth to
 * ear in ms) and `Ie,eff = 95 Ppl / (Ppl + Bpl)` (G.107 7-29 with Ie = 0 and BurstR = 1, Ppl in per cent).
 */
export function ratingOf({ packetLoss, jitterMs, rttMs }: Impairments): number {
  const delay = rttMs / 2 + BUFFERED_JITTER * jitterMs + PROCESSING_MS;
  const byDelay = 0.024 * delay + 0.11 * Math.max(0, delay - 177.3);
  const percent = packetLoss * 100;
  const byLoss = (MOST_IMPAIRED * percent) / (percent + LOSS_ROBUSTNESS);
  return Math.max(0, FAULTLESS - byDelay - byLoss);
}

/** The least rating for each word. ITU-T G.109: from 80 users are satisfied, from 70 some are not, below many are not. */
const LEAST = { excellent: 80, good: 70 } as const;
/** By so much a rating must pass a limit before the word changes. */
const MARGIN = 3;

/**
 * The word for a rating. `before` is the link's word until now: the limits lie MARGIN further away from it, so that a link at a limit
 * does not change its word every few seconds. A connection that is `lost` has no rating; coming back, it starts anew.
 */
export function qualityOf(rating: number, before: LinkQuality | null = null): Exclude<LinkQuality, 'lost'> {
  // Each limit moves away from the side the link is on.
  const shift = (isAbove: boolean) => (before === null || before === 'lost' ? 0 : isAbove ? -MARGIN : MARGIN);
  if (rating >= LEAST.excellent + shift(before === 'excellent')) return 'excellent';
  return rating >= LEAST.good + shift(before !== 'poor') ? 'good' : 'poor';
}
