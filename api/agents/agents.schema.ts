import { z } from 'zod';
import { MAX_AGENT_ID_LENGTH } from '../../protocol/limits.ts';
import type { Erasure } from '../../protocol/rest.ts';
import { isStorable } from '../http/fields.ts';

const count = (description: string) => z.int().meta({ description });

export const agentParams = z.strictObject({
  agent: z
    .string()
    .min(1)
    .max(MAX_AGENT_ID_LENGTH)
    .refine(isStorable, 'Must not contain control characters')
    .meta({ description: 'The agentId that the site chose.' }),
});

export const erasureAnswer = z
  .strictObject({
    participants: count('Stays without agentId, name, avatar and metadata now.'),
    sessions: count('Records of stays without agentId now.'),
    bans: count('Bans that hold on without agentId and reason now.'),
    webhookDeliveries: count('Events, sent or to be sent, that tell of the person no more.'),
    auditEntries: count('Entries of the audit log that name the person no more.'),
  })
  .meta({ id: 'Erasure', description: 'How much of a person was erased, by kind.' }) satisfies z.ZodType<Erasure>;
