import { type DestinationStream, pino } from 'pino';
import type { Config } from './config.ts';
import { requestContext } from './http/request-context.ts';

/** The server's log: JSON lines on stdout, each with the id of the request it belongs to. Credentials never get into it. */
export function createLog(
  { logLevel }: Pick<Config, 'logLevel'>,
  destination: DestinationStream = pino.destination(1),
) {
  return pino(
    {
      level: logLevel,
      base: null,
      redact: ['*.headers.authorization'],
      mixin: () => ({ ...requestContext.getStore() }),
    },
    destination,
  );
}
