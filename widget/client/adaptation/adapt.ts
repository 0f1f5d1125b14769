/** How sound is sent over one link. */
export interface SendSettings {
  /** Of Opus, bit/s. */
  readonly bitrate: number;
  /** Sound in one packet; with 20 ms, the headers from IP to SRTP weigh as much as the sound. */
  readonly packetMs: 20 | 40 | 60;
  /** Each packet carries the one before it once more (RFC 2198). */
  readonly red: boolean;
}

/** What the other side says has become of what we sent since it last said so (RTCP receiver reports, RFC 3550 6.4). */
export interface SendReport {
  /** When it came; ms of any clock. */
  readonly at: number;
  /** Packets it is about: more than a few. */
  readonly sent: number;
  readonly lost: number;
  /** There and back, by the latest check of the path; null when not known. */
  readonly rttMs: number | null;
}

/** What is remembered of the reports so far. */
export interface Adaptation {
  readonly settings: SendSettings;
  /** Packets since the settings are what they are, those of each earlier report counting half. */
  readonly sent: number;
  readonly lost: number;
  /** The shortest way there was. It creeps up, lest another path be taken for a queue for ever. */
  readonly leastRttMs: number | null;
  /** Index into RATES: how much is saved because the line carries no more. */
  readonly thrift: number;
  /** Since when more could be sent, or RED go; null while it could not. */
  readonly calmSince: number | null;
  /** When more was last sent, or RED left, to see whether that goes well; null when it did. */
  readonly triedAt: number | null;
  /** When RED last came on, and the loss at that time. */
  readonly redAt: number;
  readonly lossBeforeRed: number;
  /** RED has shown itself to be what the line does not carry: not again before then. */
  readonly noRedUntil: number;
  /** So long it must be calm before something is tried; twice as long each time that was too early. */
  readonly patienceMs: number;
}

/** Opus' own error correction begins at ten per cent; until then every loss is heard (docs/decisions/0009). */
const RED_FROM = 0.02;
/** The loss of a good line: so far below `RED_FROM` that chance alone does not lead from one to the other. */
const CALM_BELOW = 0.005;
/** A way so much longer than the shortest is a queue, and with losses one that overflows. */
const QUEUE_MS = 250;
const QUEUE_LOSS = 0.02;
/** So long a queue is one without losses, too. */
const LONG_QUEUE_MS = 500;
/**
 * So much more is lost since RED came: it is ourselves who fill the line. Less may be a loss that had just begun when RED came, so that
 * the report told of a part of it only.
 */
const WORSE_BY = 0.2;
const PATIENCE_MS = 20_000;
const LONGEST_PATIENCE_MS = 320_000;
/** Three reports: what has not gone wrong by then has gone well. */
const TRIAL_MS = 20_000;
/** At each report, by a tenth of what the way is longer: after a minute a longer way is the way. */
const CREEP = 0.1;

/** 51, 29 and 21 kbit/s with all headers. */
const RATES = [
  { bitrate: 24_000, packetMs: 20 },
  { bitrate: 16_000, packetMs: 40 },
  { bitrate: 12_000, packetMs: 60 },
] as const satisfies Omit<SendSettings, 'red'>[];
const THRIFTIEST = RATES.length - 1;

export const UNADAPTED: Adaptation = {
  settings: { ...RATES[0], red: false },
  sent: 0,
  lost: 0,
  leastRttMs: null,
  thrift: 0,
  calmSince: null,
  triedAt: null,
  redAt: Number.NEGATIVE_INFINITY,
  lossBeforeRed: 0,
  noRedUntil: Number.NEGATIVE_INFINITY,
  patienceMs: PATIENCE_MS,
};

/** Settings that were changed are judged by what is reported from then on. */
function change(before: Adaptation, thrift: number, red: boolean, more: Partial<Adaptation> = {}): Adaptation {
  const rate = RATES[thrift] ?? RATES[0];
  return { ...before, settings: { ...rate, red }, thrift, sent: 0, lost: 0, calmSince: null, triedAt: null, ...more };
}

/** Something went wrong: more patience from now on, if it was because of what was just tried. */
function patienceAfter({ triedAt, patienceMs }: Adaptation, at: number): number {
  const tooEarly = triedAt !== null && at - triedAt < TRIAL_MS;
  return tooEarly ? Math.min(patienceMs * 2, LONGEST_PATIENCE_MS) : patienceMs;
}

/**
 * What to send after one more report. Loss alone is answered by redundancy; loss with a queue, or that redundancy has made worse, by
 * sending less. What was taken back is given again one step at a time, each after a calm while.
 */
export function adapt(before: Adaptation, { at, sent, lost, rttMs }: SendReport): Adaptation {
  const { leastRttMs: least, thrift, redAt, lossBeforeRed } = before;
  const { red } = before.settings;
  const leastRttMs = rttMs === null ? least : least === null ? rttMs : Math.min(rttMs, least + (rttMs - least) * CREEP);
  const queueMs = rttMs === null || leastRttMs === null ? 0 : rttMs - leastRttMs;
  const next = { ...before, leastRttMs, sent: before.sent / 2 + sent, lost: before.lost / 2 + lost };
  const loss = Math.max(0, next.lost) / next.sent;
  const patienceMs = patienceAfter(before, at);

  const isWorse = red && at - redAt < TRIAL_MS && loss > lossBeforeRed + WORSE_BY;
  if (isWorse) {
    return change(next, THRIFTIEST, false, { patienceMs, noRedUntil: at + LONGEST_PATIENCE_MS });
  }
  const mayRed = at >= before.noRedUntil;
  const isQueue = (queueMs > QUEUE_MS && loss >= QUEUE_LOSS) || queueMs > LONG_QUEUE_MS;
  const isFull = isQueue || (!red && !mayRed && loss >= RED_FROM);
  if (isFull && thrift < THRIFTIEST) {
    return change(next, thrift + 1, false, { patienceMs });
  }
  // Where there is nothing left to save, less than at first is sent even so.
  if (!red && mayRed && loss >= RED_FROM) {
    return change(next, thrift, true, { patienceMs, redAt: at, lossBeforeRed: loss });
  }

  const isCalm = loss < CALM_BELOW && queueMs <= QUEUE_MS;
  // Losses that RED mends are no reason to go on saving.
  if (!isCalm && !(red && thrift > 0 && !isQueue)) return { ...next, calmSince: null };
  const calmSince = before.calmSince ?? at;
  if (at - calmSince < before.patienceMs) return { ...next, calmSince };
  if (red && isCalm) return change(next, thrift, false, { triedAt: at });
  if (thrift > 0) return change(next, thrift - 1, red, { triedAt: at, redAt: at, lossBeforeRed: loss });
  // Nothing left to try: what was too early once need not be so for ever.
  const isSettled = at - calmSince >= LONGEST_PATIENCE_MS;
  return { ...next, calmSince, ...(isSettled && { patienceMs: PATIENCE_MS }) };
}
