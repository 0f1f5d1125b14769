import type { LinkSample } from '../../protocol/quality.ts';
import type { Page, QualitySample } from '../../protocol/rest.ts';
import type { Actor } from '../auth/actor.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/orm.ts';
import { readPage } from '../db/read-page.ts';
import { writeInHalves } from '../db/write-in-halves.ts';
import type { ListQuality } from './quality.schema.ts';
import { type Reported, writeSamples } from './quality-store.ts';
import { samplesOf } from './samples.ts';
import type { SessionsService } from './sessions.service.ts';
import { qualityOf, type Span } from './usage.ts';

interface Deps {
  db: Database;
  clock: Clock;
  sessions: Pick<SessionsService, 'get'>;
}

/** So many samples wait for the database at most: what comes when it has been away for long is dropped. */
const MOST_WAITING = 20_000;
/** How long samples are kept; the sums stay. */
export const SAMPLES_KEPT_MS = 30 * 24 * 3600_000;
const PURGE_EVERY_MS = 3600_000;

export type QualityService = ReturnType<typeof createQualityService>;

/** What clients measure on their links: kept for a while as it is, and for good in the sessions' `stats`. */
export function createQualityService({ db, clock, sessions }: Deps) {
  let waiting: Reported[] = [];
  let purgedAt = Number.NEGATIVE_INFINITY;

  async function purgeSamples(before: Date): Promise<number> {
    const { numDeletedRows } = await db.sql
      .deleteFrom('quality_samples')
      .where('at', '<', before)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }

  return {
    /** Takes in what a participant measured; `flush` writes it down. */
    report(participantId: string, links: readonly LinkSample[]): void {
      if (waiting.length + links.length > MOST_WAITING) return;
      const at = clock().toISOString();
      for (const { participantId: peerId, ...sample } of links) waiting.push({ ...sample, at, participantId, peerId });
    },

    /**
     * One statement for all that waits. What could not be written waits on; but a sample that the database refuses is left out, so
     * that it keeps nobody's waiting, and the flush rejects with the reason when the others are written.
     */
    async flush(): Promise<void> {
      if (waiting.length === 0) return;
      const samples = waiting;
      waiting = [];
      const refusals = await writeInHalves(samples, (some) => writeSamples(db, some)).catch((error: unknown) => {
        waiting = [...samples, ...waiting].slice(0, MOST_WAITING);
        throw error;
      });
      if (refusals.length === 0) return;
      throw new Error(`The database refused ${refusals.length} of ${samples.length} samples`, { cause: refusals[0] });
    },

    /** The samples of a session, or with `resolutionS` what they come to over time, oldest first. */
    async list(actor: Actor, sessionId: string, query: ListQuality): Promise<Page<QualitySample>> {
      const { id } = await sessions.get(actor, sessionId);
      return readPage(
        samplesOf(db.sql, id, query),
        { by: ['at', 'peerId'], oldestFirst: true },
        query,
        ({ sessionId: _, siteId: __, at, peerId, ...sample }) => ({
          ...sample,
          at: at.toISOString(),
          participantId: peerId,
        }),
      );
    },

    /** What the samples of a site come to in a time. Asks nobody's permission. */
    summary: (span: Span) => qualityOf(db.sql, span),

    /** Deletes the samples reported before that time, and says how many; the sessions' `stats` stay. Asks nobody's permission. */
    purgeSamples,

    /** Deletes, once an hour, what is older than SAMPLES_KEPT_MS. */
    async tidy(): Promise<void> {
      const now = clock().getTime();
      if (now - purgedAt < PURGE_EVERY_MS) return;
      purgedAt = now;
      await purgeSamples(new Date(now - SAMPLES_KEPT_MS));
    },
  };
}
