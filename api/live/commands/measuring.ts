import { QUALITY_INTERVAL_MS } from '../../../protocol/limits.ts';
import { ApiError } from '../../http/errors.ts';
import { type Command, command } from '../command.ts';
import type { Connection } from '../connection.ts';
import { CLIENT_MESSAGES } from '../live.schema.ts';
import type { LiveDeps } from '../live-deps.ts';
import { createTokenBucket, type RateLimit } from '../token-bucket.ts';

/** Twice as often as asked for, and a few at once after a line was down. */
const RATE: RateLimit = { burst: 4, perSecond: 2000 / QUALITY_INTERVAL_MS };

/** `voice:quality`: what a client measured on its links. It is kept; nobody is told. */
export function measuring({ quality, clock }: LiveDeps): Record<'voice:quality', Command> {
  const buckets = new WeakMap<Connection, () => boolean>();

  return {
    'voice:quality': command(CLIENT_MESSAGES['voice:quality'], ({ links }, { connection }) => {
      const takeToken = buckets.get(connection) ?? createTokenBucket(RATE, clock);
      buckets.set(connection, takeToken);
      if (!takeToken()) throw new ApiError('rate_limited', `Links are reported every ${QUALITY_INTERVAL_MS} ms.`);
      // Said by one who has just left: no error.
      for (const { participantId } of connection.stays) quality.report(participantId, links);
    }),
  };
}
