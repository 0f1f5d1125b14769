/** What the browser has counted on one connection since it began (W3C webrtc-stats). */
export interface LinkCounters {
  /** Milliseconds, of the browser's own clock. */
  at: number;
  /** Changes when the connection is another one, whose counters begin anew. */
  connection: string;
  /** Of sound that came. */
  received: number;
  lost: number;
  bytes: number;
  jitterMs: number | null;
  samples: number;
  concealed: number;
  /** Of sound that went. */
  sent: number;
  /** As the other side last reported, and when that was; null before its first report. */
  lostOut: number;
  reportedAt: number | null;
  /** The path in use, and its connectivity checks; null before there is one. */
  path: string | null;
  checks: number;
  checksMs: number;
  /** The latest of them. */
  rttMs: number | null;
  relayed: boolean | null;
}

/** The members we read, of whichever type; each browser lacks some. */
interface Stats {
  id: string;
  type: string;
  timestamp: number;
  kind?: string;
  packetsReceived?: number;
  packetsLost?: number;
  bytesReceived?: number;
  jitter?: number;
  totalSamplesReceived?: number;
  concealedSamples?: number;
  silentConcealedSamples?: number;
  packetsSent?: number;
  roundTripTime?: number;
  selectedCandidatePairId?: string;
  selected?: boolean;
  localCandidateId?: string;
  remoteCandidateId?: string;
  responsesReceived?: number;
  totalRoundTripTime?: number;
  currentRoundTripTime?: number;
  candidateType?: string;
}

const inMs = (seconds: number | undefined) => (seconds === undefined ? null : seconds * 1000);

/** Reads a report of `RTCPeerConnection.getStats()`; null while the connection has no sound in either direction. */
export function countersOf(report: { values(): Iterable<unknown> }): LinkCounters | null {
  const all = [...report.values()] as Stats[];
  const byId = new Map(all.map((stats) => [stats.id, stats]));
  const audio = (type: string) => all.find((stats) => stats.type === type && stats.kind === 'audio');
  const inbound = audio('inbound-rtp');
  const outbound = audio('outbound-rtp');
  const reported = audio('remote-inbound-rtp');
  const at = (inbound ?? outbound)?.timestamp;
  if (at === undefined) return null;
  const pairs = all.filter(({ type }) => type === 'candidate-pair');
  const selected = all.find(({ selectedCandidatePairId }) => selectedCandidatePairId)?.selectedCandidatePairId;
  // Firefox marks the pair itself.
  const pair = pairs.find((one) => (selected ? one.id === selected : one.selected));
  const ends = [pair?.localCandidateId, pair?.remoteCandidateId].map((id) => byId.get(id ?? ''));
  return {
    at,
    connection: `${inbound?.id} ${outbound?.id}`,
    received: inbound?.packetsReceived ?? 0,
    lost: inbound?.packetsLost ?? 0,
    bytes: inbound?.bytesReceived ?? 0,
    jitterMs: inMs(inbound?.jitter),
    samples: inbound?.totalSamplesReceived ?? 0,
    concealed: (inbound?.concealedSamples ?? 0) - (inbound?.silentConcealedSamples ?? 0),
    sent: outbound?.packetsSent ?? 0,
    lostOut: reported?.packetsLost ?? 0,
    reportedAt: reported?.timestamp ?? null,
    path: pair?.id ?? null,
    checks: pair?.responsesReceived ?? 0,
    checksMs: (pair?.totalRoundTripTime ?? 0) * 1000,
    rttMs: inMs(pair?.currentRoundTripTime ?? reported?.roundTripTime),
    relayed: pair ? ends.some((end) => end?.candidateType === 'relay') : null,
  };
}
