/** Tenants and their keys, as `/admin/sites` shows them. */
import type { RoomSettings } from './rest.ts';

export const SECRET_KEY_PREFIX = 'vr_sk_';
export const PUBLISHABLE_KEY_PREFIX = 'vr_pk_';
/** So many keys of one kind are valid at a time: the present one and the next. */
export const MAX_VALID_KEYS = 2;

export type KeyKind = 'publishable' | 'secret';

/** Null is no limit of the site's own. */
export interface SiteLimits {
  /** Rooms that are open at a time. */
  maxOpenRooms: number | null;
  /** REST requests with the site's secret keys together, and as many of everybody else in it together. */
  requestsPerMinute: number | null;
}

export interface Site {
  id: string;
  name: string;
  /** `https://example.com`, `https://*.example.com`. Those of the default site are the setting ALLOWED_ORIGINS. */
  allowedOrigins: string[];
  /** The most a room may hold, and what it holds that does not say; null: the setting MAX_PARTICIPANTS, for rooms that do not say. */
  maxParticipants: number | null;
  /** Whether a visitor who joins a slug without an open room gets one. */
  createOnJoin: boolean;
  limits: SiteLimits;
  /** What rooms begin with. */
  settings: Partial<RoomSettings>;
  /** The issuer whose JWTs are taken for join tokens: all three or none. */
  jwksUrl: string | null;
  jwtIssuer: string | null;
  jwtAudience: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface SiteKey {
  id: string;
  siteId: string;
  kind: KeyKind;
  /** The whole key: of a publishable one always, of a secret one only in the answer that made it. */
  key: string | null;
  prefix: string;
  last4: string;
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  /** To the minute. */
  lastUsedAt: string | null;
}

type Settable = Omit<Site, 'id' | 'createdAt' | 'updatedAt' | 'limits'> & { limits: Partial<SiteLimits> };
export type CreateSiteBody = Pick<Settable, 'name'> & Partial<Settable>;
export type UpdateSiteBody = Partial<Settable>;

export interface CreateSiteKeyBody {
  kind: KeyKind;
  /** Refused from then on; without it, until it is revoked. */
  expiresAt?: string;
}
