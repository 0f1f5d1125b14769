import { z } from 'zod';
import type { AnalyticsSummary } from '../../protocol/analytics.ts';
import { ERROR_CODES, type ErrorCode } from '../../protocol/error-codes.ts';
import { moment, timeAnswer } from '../http/fields.ts';

export const MOST_DAYS = 92;
export const DEFAULT_DAYS = 7;

export const summaryQuery = z.strictObject({
  from: moment.optional().meta({ description: `At most ${MOST_DAYS} days before \`to\`; ${DEFAULT_DAYS} without it.` }),
  to: moment.optional().meta({ description: 'Not included; now without it.' }),
});

const count = z.int().min(0);
const amount = z.number().min(0);
const percentiles = z.strictObject({ p50: amount, p95: amount, p99: amount }).nullable();
const codes = Object.keys(ERROR_CODES) as ErrorCode[];

export const summaryAnswer = z
  .strictObject({
    from: timeAnswer,
    to: timeAnswer,
    rooms: count.meta({ description: 'In which somebody was.' }),
    sessions: count.meta({ description: 'Under way at some moment of it.' }),
    minutes: amount.meta({ description: 'Of all sessions together, as far as they lie within.' }),
    peakConcurrency: count.meta({ description: 'Most sessions at one moment.' }),
    joinFailures: z
      .strictObject({
        total: count,
        byCode: z.partialRecord(z.enum(codes), count).meta({ openapi: { type: 'object' } }),
      })
      .meta({ description: 'Refused joins, in whole hours (UTC).' }),
    quality: z
      .strictObject({
        samples: count,
        seconds: z
          .strictObject({ excellent: amount, good: amount, poor: amount, lost: amount })
          .meta({ description: 'Of each quality, over all links.' }),
        packetLoss: percentiles,
        jitterMs: percentiles,
        rttMs: percentiles,
      })
      .meta({ description: 'Of the samples reported within, as far as they are still kept.' }),
  })
  .meta({ id: 'AnalyticsSummary', description: 'What a site’s rooms came to.' }) satisfies z.ZodType<AnalyticsSummary>;

export type SummaryQuery = z.output<typeof summaryQuery>;
