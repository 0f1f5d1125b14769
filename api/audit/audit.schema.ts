import { z } from 'zod';
import { AUDIT_ACTIONS, AUDIT_ACTORS, type AuditEntry } from '../../protocol/audit.ts';
import { isStorable, metadataAnswer, moment, timeAnswer } from '../http/fields.ts';
import { pageOf, pageQuery } from '../http/pagination.ts';

export const listAuditQuery = z.strictObject({
  siteId: z
    .string()
    .max(64)
    .refine(isStorable, 'Must not contain control characters')
    .optional()
    .meta({ description: 'For the admin key: the site; `default` without it.' }),
  roomId: z.uuid().toLowerCase().optional(),
  action: z.enum(AUDIT_ACTIONS).optional(),
  from: moment.optional().meta({ description: 'Done at this time or later.' }),
  to: moment.optional().meta({ description: 'Done before this time.' }),
  ...pageQuery,
});

export const auditEntryAnswer = z
  .strictObject({
    id: z.uuid(),
    siteId: z.string(),
    at: timeAnswer,
    action: z.enum(AUDIT_ACTIONS),
    actor: z.strictObject({ kind: z.enum(AUDIT_ACTORS), id: z.string().nullable() }).meta({
      description: 'By what right, and the id of the key, the participant or the agent, if it has one.',
    }),
    roomId: z.uuid().nullable(),
    targetId: z.string().nullable().meta({ description: 'Whom or what it was done to.' }),
    details: metadataAnswer,
  })
  .meta({ id: 'AuditEntry', description: 'Who did what to whom.' }) satisfies z.ZodType<AuditEntry>;

export const auditPage = pageOf(auditEntryAnswer).meta({ id: 'AuditPage' });

export type ListAudit = z.output<typeof listAuditQuery>;
