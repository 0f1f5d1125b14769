import type { LinkSample } from '../../protocol/quality.ts';

/** Five good seconds on a link. */
export function linkSample(participantId: string, values: Partial<LinkSample> = {}): LinkSample {
  return {
    participantId,
    durationMs: 5000,
    quality: 'excellent',
    packetLoss: 0,
    packetLossOut: 0,
    jitterMs: 2,
    rttMs: 40,
    bitrateBps: 32_000,
    concealment: 0,
    relayed: false,
    ...values,
  };
}
