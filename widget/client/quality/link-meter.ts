import { type LinkQuality, type LinkSample, qualityOf, ratingOf } from '../../../protocol/quality.ts';
import { countersOf, type LinkCounters } from './link-counters.ts';

/** How much of what was measured before still counts at each sample. */
const MEMORY = 0.5;
/** One second of sound: a loss among fewer packets is counted as if there had been so many (in silence one comes every 400 ms). */
const LEAST_PACKETS = 50;

type Measures = Omit<LinkSample, 'participantId' | 'quality'>;

/** The measurements of one link, sample after sample. */
export interface LinkMeter {
  /** Takes in a report of its connection: what happened since the last one; null when it is the first of this connection. */
  take(report: { values(): Iterable<unknown> }): Omit<LinkSample, 'participantId'> | null;
  /** The connection is lost, whatever its report may say. */
  lose(durationMs: number): Omit<LinkSample, 'participantId'>;
}

const UNMEASURED: Omit<Measures, 'durationMs'> = {
  packetLoss: null,
  packetLossOut: null,
  jitterMs: null,
  rttMs: null,
  bitrateBps: null,
  concealment: null,
  relayed: null,
};

/** Late packets take back what was counted as lost: the share is at least 0. */
const shareOf = (part: number, whole: number) => (whole > 0 ? Math.min(1, Math.max(0, part / whole)) : null);

/** Whether `now` goes on counting where `before` was; it does not when a repair has replaced the connection. */
function goesOn(before: LinkCounters, now: LinkCounters): boolean {
  return before.connection === now.connection && now.at > before.at && now.received >= before.received;
}

/** What happened between two looks at one connection. */
export function measuresBetween(before: LinkCounters, now: LinkCounters): Measures {
  const durationMs = now.at - before.at;
  const received = now.received - before.received;
  const lost = now.lost - before.lost;
  const checks = now.path === before.path ? now.checks - before.checks : 0;
  return {
    durationMs,
    packetLoss: shareOf(lost, received + lost),
    packetLossOut:
      now.reportedAt === before.reportedAt ? null : shareOf(now.lostOut - before.lostOut, now.sent - before.sent),
    jitterMs: received > 0 ? now.jitterMs : null,
    rttMs: checks > 0 ? (now.checksMs - before.checksMs) / checks : now.rttMs,
    bitrateBps: ((now.bytes - before.bytes) * 8000) / durationMs,
    concealment: shareOf(now.concealed - before.concealed, now.samples - before.samples),
    relayed: now.relayed,
  };
}

/** A loss that remembers: by packets, so that silence neither forgets a bad line nor makes one. */
function createLossMemory() {
  let packets = 0;
  let lost = 0;
  return (share: number | null, expected: number): number => {
    packets = packets * MEMORY + (share === null ? 0 : expected);
    lost = lost * MEMORY + (share ?? 0) * expected;
    return lost / Math.max(packets, LEAST_PACKETS);
  };
}

function createMeanMemory() {
  let mean: number | null = null;
  return (value: number | null): number => {
    if (value !== null) mean = mean === null ? value : mean * MEMORY + value * (1 - MEMORY);
    return mean ?? 0;
  };
}

export function createLinkMeter(): LinkMeter {
  let before: LinkCounters | null = null;
  let quality: LinkQuality | null = null;
  let memory = createMemory();

  function createMemory() {
    return { in: createLossMemory(), out: createLossMemory(), jitter: createMeanMemory(), rtt: createMeanMemory() };
  }

  return {
    take(report) {
      const now = countersOf(report);
      const last = before;
      before = now;
      if (!now || !last) return null;
      if (!goesOn(last, now)) {
        memory = createMemory();
        return null;
      }
      const measures = measuresBetween(last, now);
      const { packetLoss, packetLossOut, jitterMs, rttMs } = measures;
      const expected = now.received - last.received + Math.max(0, now.lost - last.lost);
      const rating = ratingOf({
        packetLoss: Math.max(memory.in(packetLoss, expected), memory.out(packetLossOut, now.sent - last.sent)),
        jitterMs: memory.jitter(jitterMs),
        rttMs: memory.rtt(rttMs),
      });
      quality = qualityOf(rating, quality);
      // What was sent since the other side's last report is part of its next one.
      if (packetLossOut === null) {
        before = { ...now, sent: last.sent, lostOut: last.lostOut, reportedAt: last.reportedAt };
      }
      return { ...measures, quality };
    },
    lose(durationMs) {
      before = null;
      quality = 'lost';
      memory = createMemory();
      return { ...UNMEASURED, durationMs, quality };
    },
  };
}
