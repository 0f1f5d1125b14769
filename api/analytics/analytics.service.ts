import type { AnalyticsSummary } from '../../protocol/analytics.ts';
import type { ErrorCode } from '../../protocol/error-codes.ts';
import { type Actor, DEFAULT_SITE, siteOf } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/orm.ts';
import { validationFailed } from '../http/validate.ts';
import type { QualityService } from '../sessions/quality.service.ts';
import type { SessionsService } from '../sessions/sessions.service.ts';
import { DEFAULT_DAYS, MOST_DAYS, type SummaryQuery } from './analytics.schema.ts';
import { createJoinFailures } from './join-failures.ts';

interface Deps {
  db: Database;
  clock: Clock;
  sessions: Pick<SessionsService, 'usage'>;
  quality: Pick<QualityService, 'summary'>;
}

const DAY_MS = 24 * 3600_000;

export type AnalyticsService = ReturnType<typeof createAnalyticsService>;

/** What a site's rooms came to. */
export function createAnalyticsService({ db, clock, sessions, quality }: Deps) {
  const failures = createJoinFailures(db, clock);

  function spanOf(query: SummaryQuery): { from: Date; to: Date } {
    const to = query.to ?? clock();
    const from = query.from ?? new Date(Math.max(0, to.getTime() - DEFAULT_DAYS * DAY_MS));
    const days = (to.getTime() - from.getTime()) / DAY_MS;
    if (days <= 0) throw validationFailed([{ path: 'query.to', message: 'Must be after `from`' }]);
    if (days > MOST_DAYS) {
      throw validationFailed([{ path: 'query.from', message: `At most ${MOST_DAYS} days before \`to\`` }]);
    }
    return { from, to };
  }

  return {
    /** A join was refused; `flush` writes it down. */
    joinFailed(actor: Actor, code: ErrorCode): void {
      failures.note(siteOf(actor) ?? DEFAULT_SITE, code);
    },

    flush: failures.flush,

    async summary(actor: Actor, query: SummaryQuery): Promise<AnalyticsSummary> {
      authorize(actor, 'analytics:read');
      const { from, to } = spanOf(query);
      const span = { siteId: siteOf(actor) ?? DEFAULT_SITE, from, to };
      const usage = await sessions.usage(span);
      const joinFailures = await failures.sum(span);
      return {
        from: from.toISOString(),
        to: to.toISOString(),
        ...usage,
        joinFailures,
        quality: await quality.summary(span),
      };
    },
  };
}
