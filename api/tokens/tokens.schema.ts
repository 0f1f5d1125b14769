import { z } from 'zod';
import { MAX_AGENT_ID_LENGTH, MAX_DISPLAY_NAME_LENGTH } from '../../protocol/limits.ts';
import type { JoinToken } from '../../protocol/rest.ts';
import { text, timeAnswer } from '../http/fields.ts';
import { role, tokenAvatar, tokenMetadata } from './claims.ts';

const DEFAULT_LIFE_S = 10 * 3600;
const MIN_LIFE_S = 30;
const MAX_LIFE_S = 30 * 24 * 3600;

export const createTokenBody = z.strictObject({
  agentId: text(MAX_AGENT_ID_LENGTH),
  displayName: text(MAX_DISPLAY_NAME_LENGTH).optional(),
  avatar: tokenAvatar.optional(),
  role: role.optional().meta({ description: 'Without it, as the room’s settings say.' }),
  ttlS: z
    .int()
    .min(MIN_LIFE_S)
    .max(MAX_LIFE_S)
    .default(DEFAULT_LIFE_S)
    .meta({ description: 'For how many seconds it lets in. Who is in the room by then stays.' }),
  metadata: tokenMetadata.optional(),
});

export const tokenAnswer = z
  .strictObject({
    token: z.string().meta({ description: 'Join token: a JWT for this room and agent only.' }),
    expiresAt: timeAnswer,
  })
  .meta({ id: 'JoinToken' }) satisfies z.ZodType<JoinToken>;

export type CreateToken = z.output<typeof createTokenBody>;
