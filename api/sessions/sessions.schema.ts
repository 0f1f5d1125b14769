import { z } from 'zod';
import type { Session } from '../../protocol/rest.ts';
import { LEAVE_REASONS } from '../../protocol/states.ts';
import { moment, timeAnswer } from '../http/fields.ts';
import { pageOf, pageQuery } from '../http/pagination.ts';
import { sessionStatsAnswer } from './quality.schema.ts';

export const listSessionsQuery = z.strictObject({
  roomId: z.uuid().optional(),
  participantId: z.uuid().optional(),
  status: z.enum(['active', 'completed', 'failed', 'timeout']).optional(),
  from: moment.optional().meta({ description: 'Started at this time or later.' }),
  to: moment.optional().meta({ description: 'Started before this time.' }),
  ...pageQuery,
});

export const endSessionBody = z.strictObject({ reason: z.enum(['left', 'removed', 'failed']).default('left') });
export const sessionParams = z.object({ session: z.string().meta({ description: 'The id of a session.' }) });

export const sessionAnswer = z
  .strictObject({
    id: z.uuid(),
    roomId: z.uuid(),
    participantId: z.uuid(),
    agentId: z.string(),
    status: z.enum(['active', 'completed', 'failed', 'timeout']),
    startedAt: timeAnswer,
    endedAt: timeAnswer.nullable(),
    durationS: z.int().min(0).meta({ description: 'Whole seconds from start to end, to now while active.' }),
    endReason: z.enum(LEAVE_REASONS).nullable(),
    stats: sessionStatsAnswer,
  })
  .meta({ id: 'Session', description: 'The record of one stay.' }) satisfies z.ZodType<Session>;

export const sessionPage = pageOf(sessionAnswer).meta({ id: 'SessionPage' });

export type ListSessions = z.output<typeof listSessionsQuery>;
