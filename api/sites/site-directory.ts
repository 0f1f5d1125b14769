import { allowedOrigins } from '../../protocol/origins.ts';
import { DEFAULT_SITE } from '../auth/actor.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/orm.ts';

/** Another instance's change is known here after this time at the latest; one of our own at once. */
export const DIRECTORY_TTL_MS = 10_000;

/** What is asked about a site at every request. */
interface Listing {
  isAllowedOrigin(origin: string): boolean;
  requestsPerMinute: number | null;
}

interface Deps {
  db: Database;
  clock: Clock;
  /** Of the default site: ALLOWED_ORIGINS. */
  defaultOrigins: string[];
}

export type SiteDirectory = ReturnType<typeof createSiteDirectory>;

/** The origins and limits of all sites, in memory. */
export function createSiteDirectory({ db, clock, defaultOrigins }: Deps) {
  const isDefaultOrigin = allowedOrigins(defaultOrigins);
  let known: Promise<Map<string, Listing>> | null = null;
  let readAt = 0;

  async function read(): Promise<Map<string, Listing>> {
    const rows = await db.sql.selectFrom('sites').select(['id', 'allowedOrigins', 'limits']).execute();
    return new Map(
      rows.map(({ id, allowedOrigins: origins, limits }) => [
        id,
        {
          isAllowedOrigin: id === DEFAULT_SITE ? isDefaultOrigin : allowedOrigins(origins),
          requestsPerMinute: limits.requestsPerMinute ?? null,
        },
      ]),
    );
  }

  function listings(): Promise<Map<string, Listing>> {
    const now = clock().getTime();
    if (known && now - readAt < DIRECTORY_TTL_MS) return known;
    readAt = now;
    const reading = read();
    known = reading;
    reading.catch(() => {
      if (known === reading) known = null;
    });
    return reading;
  }

  return {
    /** Whether pages of that origin may use that site. */
    async isAllowedOrigin(siteId: string, origin: string): Promise<boolean> {
      if (siteId === DEFAULT_SITE) return isDefaultOrigin(origin);
      return (await listings()).get(siteId)?.isAllowedOrigin(origin) ?? false;
    },

    /** Whether they may use any: what is known before there is a credential. */
    async isAllowedAnywhere(origin: string): Promise<boolean> {
      if (isDefaultOrigin(origin)) return true;
      return [...(await listings()).values()].some((listing) => listing.isAllowedOrigin(origin));
    },

    async requestsPerMinute(siteId: string): Promise<number | null> {
      return (await listings()).get(siteId)?.requestsPerMinute ?? null;
    },

    /** Something changed: it is read again. */
    forget(): void {
      known = null;
    },
  };
}
