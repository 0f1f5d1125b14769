import { z } from 'zod';
import { MAX_QUALITY_LINKS } from '../../protocol/limits.ts';
import { type LinkSample, QUALITIES } from '../../protocol/quality.ts';
import type { QualitySample, SessionStats } from '../../protocol/rest.ts';
import { moment, timeAnswer } from '../http/fields.ts';
import { pageOf, pageQuery } from '../http/pagination.ts';

const MINUTE_MS = 60_000;
const MIN_RESOLUTION_S = 10;
const MAX_RESOLUTION_S = 24 * 3600;
/** What PostgreSQL keeps in an integer, and more than any link carries. */
const MOST_BPS = 2 ** 31 - 1;

/** PostgreSQL refuses what is too near to 0 for a `real`. */
const toMillionths = (value: number) => Math.round(value * 1e6) / 1e6;

const share = z.number().min(0).max(1).transform(toMillionths).nullable();
const ms = z.number().min(0).max(MINUTE_MS).transform(toMillionths).nullable();

/** One link in a client's report. Times beyond a minute are that of a page that slept: they are refused. */
const linkSample = z.strictObject({
  participantId: z.uuid('Must be an id').toLowerCase(),
  durationMs: z.number().min(1).max(MINUTE_MS).transform(Math.round),
  quality: z.enum(QUALITIES),
  packetLoss: share,
  packetLossOut: share,
  jitterMs: ms,
  rttMs: ms,
  bitrateBps: z.number().min(0).max(MOST_BPS).transform(Math.round).nullable(),
  concealment: share,
  relayed: z.boolean().nullable(),
}) satisfies z.ZodType<LinkSample>;

export const linkSamples = z
  .array(linkSample)
  .max(MAX_QUALITY_LINKS)
  .refine(
    (links) => new Set(links.map(({ participantId }) => participantId)).size === links.length,
    'Each participant once',
  );

const shareAnswer = z.number().min(0).max(1).nullable();
const msAnswer = z.number().min(0).nullable();

export const qualityQuery = z.strictObject({
  from: moment.optional().meta({ description: 'Reported at this time or later.' }),
  to: moment.optional().meta({ description: 'Reported before this time.' }),
  resolutionS: z.coerce.number().int().min(MIN_RESOLUTION_S).max(MAX_RESOLUTION_S).optional().meta({
    description:
      'One sample for each link and so many seconds, counted from 1970: `at` is their beginning, `durationMs` how much of them was measured, `quality` the most frequent one, `relayed` whether any was, the rest averages by duration.',
  }),
  ...pageQuery,
});

const qualitySampleAnswer = z
  .strictObject({
    at: timeAnswer.meta({ description: 'When the report came.' }),
    participantId: z.uuid().meta({ description: 'The participant at the other end of the link.' }),
    durationMs: z.int().min(1).meta({ description: 'What the sample covers, up to `at`.' }),
    quality: z.enum(QUALITIES),
    packetLoss: shareAnswer.meta({ description: 'Share of the packets sent here that did not arrive.' }),
    packetLossOut: shareAnswer.meta({ description: 'The same of what was sent from here.' }),
    jitterMs: msAnswer,
    rttMs: msAnswer.meta({ description: 'There and back.' }),
    bitrateBps: z.int().min(0).nullable().meta({ description: 'Received.' }),
    concealment: shareAnswer.meta({ description: 'Share of the sound that was made up.' }),
    relayed: z.boolean().nullable().meta({ description: 'Over a TURN server.' }),
  })
  .meta({
    id: 'QualitySample',
    description: 'What one client measured on one of its links; null: there was nothing to measure.',
  }) satisfies z.ZodType<QualitySample>;

export const qualityPage = pageOf(qualitySampleAnswer).meta({ id: 'QualityPage' });

const spreadAnswer = z.strictObject({ average: z.number().min(0), max: z.number().min(0) }).nullable();
const secondsAnswer = z.number().min(0);

export const sessionStatsAnswer = z
  .strictObject({
    samples: z.int().min(0),
    packetLoss: spreadAnswer,
    packetLossOut: spreadAnswer,
    jitterMs: spreadAnswer,
    rttMs: spreadAnswer,
    bitrateBps: spreadAnswer,
    concealment: spreadAnswer,
    relayedShare: shareAnswer.meta({ description: 'Share of the time measured that went over a TURN server.' }),
    qualityS: z
      .strictObject({ excellent: secondsAnswer, good: secondsAnswer, poor: secondsAnswer, lost: secondsAnswer })
      .meta({ description: 'Seconds of each quality, over all links.' }),
  })
  .meta({
    id: 'SessionStats',
    description: 'What the session’s client measured on all its links, so far.',
  }) satisfies z.ZodType<SessionStats>;

export type ListQuality = z.output<typeof qualityQuery>;
