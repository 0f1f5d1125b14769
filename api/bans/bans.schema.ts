import { z } from 'zod';
import { MAX_AGENT_ID_LENGTH } from '../../protocol/limits.ts';
import type { Ban } from '../../protocol/rest.ts';
import { moment, text, timeAnswer } from '../http/fields.ts';
import { pageOf, pageQuery } from '../http/pagination.ts';

const MAX_REASON_LENGTH = 500;
/** Some thirty years: longer is for ever. */
const MAX_BAN_S = 1_000_000_000;

const agentId = text(MAX_AGENT_ID_LENGTH);

export const createBanBody = z.strictObject({
  agentId,
  reason: text(MAX_REASON_LENGTH).optional(),
  expiresAt: moment
    .nullable()
    .optional()
    .meta({ description: 'When the ban ends; null or absent: when it is lifted.' }),
});

export const listBansQuery = z.strictObject(pageQuery);
export const liftBanQuery = z.strictObject({ agentId });

/** How long a removal keeps somebody out: not at all, until it is lifted, or for so many seconds. */
export const banFor = z.union([z.boolean(), z.int().min(1).max(MAX_BAN_S)]);

/** The same in a query string. */
export const banQuery = z
  .string()
  .regex(/^(true|false|[1-9]\d{0,8})$/, '`true`, `false`, or a number of seconds')
  .transform((value) => (value === 'true' || value === 'false' ? value === 'true' : Number(value)))
  .meta({ description: 'The agent may not come back: `true`, or for how many seconds.' });

export const banAnswer = z
  .strictObject({
    id: z.uuid(),
    slug: z.string().meta({ description: 'The ban holds for the open room of this slug and for those to come.' }),
    agentId: z.string(),
    reason: z.string().nullable(),
    createdAt: timeAnswer,
    expiresAt: timeAnswer.nullable().meta({ description: 'Null: until it is lifted.' }),
  })
  .meta({ id: 'Ban', description: 'Who may not come back, until when.' }) satisfies z.ZodType<Ban>;

export const banPage = pageOf(banAnswer).meta({ id: 'BanPage' });

export type CreateBan = z.output<typeof createBanBody>;
export type ListBans = z.output<typeof listBansQuery>;
export type BanFor = z.output<typeof banFor>;
