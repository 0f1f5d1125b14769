import { z } from 'zod';
import { MAX_NAME_LENGTH } from '../../protocol/limits.ts';
import { ORIGIN_PATTERN } from '../../protocol/origins.ts';
import type { Site, SiteKey } from '../../protocol/sites.ts';
import { isStorable, moment, text, timeAnswer } from '../http/fields.ts';
import { pageOf, pageQueryOf } from '../http/pagination.ts';
import { maxParticipants, roomSettings } from '../rooms/rooms.schema.ts';

export const SITE_ID = /^(default|site_[0-9a-f]{32})$/;
export const KEY_ID = /^key_[0-9a-f]{32}$/;

const MAX_ORIGINS = 100;
const MAX_URL_LENGTH = 2048;
const MAX_LIMIT = 1_000_000;

const origin = z
  .string()
  .trim()
  .toLowerCase()
  .max(256)
  .refine(
    (value) => value !== '*' && ORIGIN_PATTERN.test(value),
    'Must be like https://example.com or https://*.example.com',
  )
  .meta({ description: 'An exact origin, or `https://*.example.com` for every host below example.com.' });

const limit = z.int().min(1).max(MAX_LIMIT).nullable();
const limits = z.strictObject({
  maxOpenRooms: limit.meta({ description: 'Rooms that are open at a time; null for no limit.' }),
  requestsPerMinute: limit.meta({
    description:
      'REST requests with the site’s secret keys together, and as many of everybody else in it together; null for no limit.',
  }),
});

const jwksUrl = z
  .string()
  .max(MAX_URL_LENGTH)
  .refine((value) => isStorable(value) && /^https?:$/.test(URL.parse(value)?.protocol ?? ''), 'Must be a URL')
  .meta({ description: 'Where the public keys of the site’s own issuer are (RFC 7517); https in production.' });
const claim = text(MAX_URL_LENGTH);

const changeable = {
  allowedOrigins: z.array(origin).max(MAX_ORIGINS).optional(),
  maxParticipants: maxParticipants.nullable().optional(),
  createOnJoin: z.boolean().optional().meta({ description: 'Whether who joins a slug without an open room gets one.' }),
  limits: limits.partial().optional(),
  settings: roomSettings.optional().meta({ description: 'What rooms begin with.' }),
  jwksUrl: jwksUrl.nullable().optional(),
  jwtIssuer: claim.nullable().optional(),
  jwtAudience: claim.nullable().optional(),
};

export const createSiteBody = z.strictObject({ name: text(MAX_NAME_LENGTH), ...changeable });
export const updateSiteBody = z.strictObject({ name: text(MAX_NAME_LENGTH).optional(), ...changeable });

export const siteParams = z.object({ site: z.string().meta({ description: 'The id of a site, or `default`.' }) });
export const siteKeyParams = siteParams.extend({ key: z.string().meta({ description: 'The id of a key.' }) });
export const listSitesQuery = z.strictObject(pageQueryOf(SITE_ID));
export const listSiteKeysQuery = z.strictObject(pageQueryOf(KEY_ID));

export const createSiteKeyBody = z.strictObject({
  kind: z.enum(['publishable', 'secret']),
  expiresAt: moment.optional().meta({ description: 'Refused from then on; without it, until it is revoked.' }),
});

export const siteAnswer = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    allowedOrigins: z.array(z.string()).meta({ description: 'Of the default site: the setting ALLOWED_ORIGINS.' }),
    maxParticipants: z.int().nullable().meta({
      description:
        'The most a room may hold, and what it holds that does not say; null: MAX_PARTICIPANTS for rooms that do not say.',
    }),
    createOnJoin: z.boolean(),
    limits,
    settings: roomSettings,
    jwksUrl: z.string().nullable(),
    jwtIssuer: z.string().nullable(),
    jwtAudience: z.string().nullable(),
    createdAt: timeAnswer,
    updatedAt: timeAnswer,
  })
  .meta({ id: 'Site', description: 'A tenant.' }) satisfies z.ZodType<Site>;

export const siteKeyAnswer = z
  .strictObject({
    id: z.string(),
    siteId: z.string(),
    kind: z.enum(['publishable', 'secret']),
    key: z.string().nullable().meta({
      description: 'The whole key: of a publishable one always, of a secret one only in the answer that made it.',
    }),
    prefix: z.string(),
    last4: z.string(),
    createdAt: timeAnswer,
    expiresAt: timeAnswer.nullable(),
    revokedAt: timeAnswer.nullable(),
    lastUsedAt: timeAnswer.nullable().meta({ description: 'To the minute.' }),
  })
  .meta({ id: 'SiteKey', description: 'A key of a site.' }) satisfies z.ZodType<SiteKey>;

export const sitePage = pageOf(siteAnswer).meta({ id: 'SitePage' });
export const siteKeyPage = pageOf(siteKeyAnswer).meta({ id: 'SiteKeyPage' });

export type CreateSite = z.output<typeof createSiteBody>;
export type UpdateSite = z.output<typeof updateSiteBody>;
export type CreateSiteKey = z.output<typeof createSiteKeyBody>;
export type ListSites = z.output<typeof listSitesQuery>;
export type ListSiteKeys = z.output<typeof listSiteKeysQuery>;
