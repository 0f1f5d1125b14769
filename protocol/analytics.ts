/** What a site's rooms came to in a time. */
import type { ErrorCode } from './error-codes.ts';
import type { LinkQuality } from './quality.ts';

/** By interpolation (`percentile_cont`). */
export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
}

export interface AnalyticsSummary {
  from: string;
  to: string;
  /** In which somebody was. */
  rooms: number;
  /** Under way at some moment of it. */
  sessions: number;
  /** Of all sessions together, as far as they lie within. */
  minutes: number;
  /** Most sessions at one moment. */
  peakConcurrency: number;
  /** Refused joins by code, in the whole hours (UTC) that begin within, and the one that `from` is in. */
  joinFailures: { total: number; byCode: Partial<Record<ErrorCode, number>> };
  /** Of the samples reported within, as far as they are still kept; null: nothing to tell it by. */
  quality: {
    samples: number;
    /** Seconds of each, over all links. */
    seconds: Record<LinkQuality, number>;
    packetLoss: Percentiles | null;
    jitterMs: Percentiles | null;
    rttMs: Percentiles | null;
  };
}
