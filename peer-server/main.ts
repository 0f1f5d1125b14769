import { once } from 'node:events';
import { createServer } from 'node:http';
import { pino } from 'pino';
import { asksForWebSocket } from '../protocol/guards.ts';
import { connectRedis } from '../redis/redis.ts';
import { readConfig } from './config.ts';
import { createMetrics } from './metrics.ts';
import { createPages } from './pages.ts';
import { createPeerServer } from './peer-server.ts';

/** What the usual failures to listen mean to the person who started us. */
const LISTEN_ERRORS: Record<string, string> = {
  EADDRINUSE: 'the port is already taken',
  EACCES: 'this user may not listen on that port',
  EADDRNOTAVAIL: 'this machine does not have that HOST',
};

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return LISTEN_ERRORS[code] ? `${LISTEN_ERRORS[code]} (${error.message}).` : error.message;
}

/** The signalling server alone: `node peer-server/main.ts`. */
async function main(): Promise<void> {
  const { port, host, tokenSecret, allowOrigin, redisUrl, adminKey, production, logLevel } = readConfig(process.env);
  const log = pino({ level: logLevel });
  await using opened = new AsyncDisposableStack();
  const redis =
    redisUrl === undefined ? undefined : opened.adopt(await connectRedis(redisUrl, log), (it) => it.close());
  const metrics = opened.adopt(createMetrics({ countSockets: () => peers.countSockets() }), (it) => it.close());
  const peers = createPeerServer({
    secret: tokenSecret,
    allowOrigin,
    log,
    redis,
    onRelay: metrics.messageRelayed,
    onRefuse: metrics.peerRefused,
  });
  opened.defer(() => peers.close());
  const pages = createPages({
    metrics,
    metricsFor: adminKey === undefined ? (production ? 'nobody' : 'everybody') : { key: adminKey },
    checks: redis ? { redis: () => redis.isUp } : {},
  });
  const http = createServer(
    { shouldUpgradeCallback: asksForWebSocket },
    (request, response) => void pages(request, response),
  );
  http.on('upgrade', peers.upgrade);
  http.listen(port, host);
  await once(http, 'listening');
  log.info({ address: http.address() }, 'signalling server is listening');

  const { promise: asked, resolve: stop } = Promise.withResolvers<unknown>();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  await asked;
  process.off('SIGINT', stop).off('SIGTERM', stop);
  http.close();
  await opened.disposeAsync();
  http.closeAllConnections();
  log.info('signalling server has stopped');
}

main().catch((error: unknown) => {
  console.error(`The signalling server cannot start: ${sentence(error)}`);
  process.exitCode = 1;
});
