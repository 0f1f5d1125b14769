import { randomUUID } from 'node:crypto';
import { lookup as systemLookup } from 'node:dns';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import Koa from 'koa';
import type { Logger } from 'pino';
import { connectRedis, type Redis, RedisUnreachable } from '../redis/redis.ts';
import { type Authenticate, createAuthenticate } from './auth/authenticate.ts';
import type { Bus } from './bus/bus.ts';
import { MemoryBus } from './bus/memory-bus.ts';
import { RedisBus } from './bus/redis-bus.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Config, publicHost } from './config.ts';
import { createIdempotencyStore } from './db/idempotency-store.ts';
import { type Database, openDatabase } from './db/orm.ts';
import { answerErrors } from './http/answer-errors.ts';
import { bearerOf } from './http/bearer.ts';
import { clientAddress } from './http/client-address.ts';
import { compress } from './http/compress.ts';
import { cors } from './http/cors.ts';
import type { Route } from './http/define-route.ts';
import { DRAIN_MS, Draining } from './http/draining.ts';
import { health } from './http/health.ts';
import { docs } from './http/openapi/docs.ts';
import { describeRoutes } from './http/openapi/openapi.ts';
import { createRateLimit, networkOf } from './http/rate-limit.ts';
import { createRouter } from './http/router.ts';
import { securityHeaders } from './http/security-headers.ts';
import { createLiveServer } from './live/live-server.ts';
import { systemTimers, type Timers } from './live/timers.ts';
import { countJoins } from './metrics/count-joins.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { measure, metricsPage } from './metrics/metrics-middleware.ts';
import { startRetention } from './retention/retention.ts';
import { createRoutes } from './routes.ts';
import { createServices, type Services } from './services.ts';
import { StartError } from './start-error.ts';
import { type StunServer, startStunServer } from './stun/stun-server.ts';
import { startDelivering } from './webhooks/start-delivering.ts';
import { startWriteBehind } from './write-behind.ts';

interface Deps {
  config: Config;
  log: Logger;
  clock?: Clock;
  timers?: Timers;
  bus?: Bus;
  /** Asks for the addresses of other servers. */
  lookup?: LookupFunction;
  /** An open database; without it the one that the settings name. */
  db?: Database;
}

export interface Api {
  /** Answers one HTTP request; give it to `createServer` or to a server that does more. */
  callback(request: IncomingMessage, response: ServerResponse): void;
  /** Serves the upgrade to a live socket; answers and ends every other. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  services: Services;
  /** What the API is made of, for its description and for checks. */
  routes: readonly Route[];
  bus: Bus;
  metrics: Pick<Metrics, 'messageRelayed'>;
  authenticate: Authenticate;
  /** Whether pages of that origin may use any site. */
  isAllowedAnywhere(origin: string): Promise<boolean>;
  /** Refuses requests from now on; resolves when those under way have ended, or after DRAIN_MS. */
  drain(): Promise<void>;
  /** Drains, ends the live sockets (1001) and the webhooks' requests, then closes the database. */
  close(): Promise<void>;
}

/** Opens the database, brings it up to date, and puts the API together. Listening is the caller's. */
export async function createApi({
  config,
  log,
  clock = systemClock,
  timers = systemTimers,
  lookup = systemLookup as LookupFunction,
  ...given
}: Deps): Promise<Api> {
  const location = config.databaseUrl ? { url: config.databaseUrl } : { dataDir: config.dataDir };
  // Should one of them fail to open, those before it close.
  await using opening = new AsyncDisposableStack();
  const redis = config.redisUrl === undefined ? null : await openRedis(config.redisUrl, log);
  const bus = opening.adopt(given.bus ?? (redis ? await RedisBus.open(redis, log) : new MemoryBus()), (it) =>
    it.close(),
  );
  const db = opening.adopt(given.db ?? (await openDatabase(location, log)), (it) => it.close());
  const stun = await startStun(config, clock, log);
  opening.move();
  const made = createServices({ config: withOwnStun(config, stun), db, bus, clock, lookup });
  const services = countJoins(made, (result, actor) => {
    metrics.joinEnded(result);
    if (result !== 'joined') made.analytics.joinFailed(actor, result);
  });
  const { isAllowedOrigin, isAllowedAnywhere, requestsPerMinute } = services.siteDirectory;
  const authenticate = createAuthenticate({
    adminKey: config.adminKey,
    open: !config.production,
    isAllowedOrigin,
    verifySiteKey: (key) => services.siteKeys.verify(key),
    verifyToken: services.verifyToken,
    findActor: (id) => services.participants.findActor(id),
  });
  const live = createLiveServer({
    ...services,
    authenticate,
    isAllowedAnywhere,
    maxSockets: config.maxSockets,
    networkOf: (request) => networkOf(clientAddress(request, config.trustProxy)),
    bus,
    clock,
    timers,
    newId: randomUUID,
    log,
  });
  const delivering = startDelivering({
    config,
    db,
    outbox: services.outbox,
    audit: services.audit,
    clock,
    timers,
    lookup,
    log,
    onAttempt: (result) => metrics.webhookTried(result),
  });
  const metrics: Metrics = createMetrics({
    countRooms: () => services.rooms.countOpen(),
    countParticipants: () => services.participants.countPresent(),
    countLiveSockets: () => live.countSockets(),
    webhookLagS: () => delivering.lagS(),
  });
  const behind = startWriteBehind({
    flushes: [services.quality.flush, services.quality.tidy, services.analytics.flush],
    timers,
    log,
  });
  const { retentionDays: days } = config;
  const retention = days === undefined ? null : startRetention({ db, days, clock, timers, log });
  const draining = new Draining();
  const routes = createRoutes(services);
  const authenticated = async (ctx: Koa.Context) =>
    authenticate(bearerOf(ctx.headers.authorization), ctx.headers.origin);

  const app = new Koa({ proxy: config.trustProxy > 0, maxIpsCount: config.trustProxy });
  // Errors of ours are answered and logged in `answerErrors`; what is left are connections that callers broke off.
  app.on('error', (error) => log.debug({ err: error }, 'connection failed'));
  app.use(measure(metrics));
  app.use(compress());
  app.use(securityHeaders);
  app.use(answerErrors(log));
  app.use(draining.middleware);
  const checks = { database: () => db.ping(), migrations: () => noneIsPending(db), bus: () => bus.ready() };
  app.use(
    health({ checks, after: timers.after, onFailure: (name, err) => log.error({ err, check: name }, 'not ready') }),
  );
  app.use(metricsPage(metrics, authenticated));
  app.use(cors(isAllowedAnywhere));
  app.use(docs(describeRoutes(routes)));
  app.use(
    createRouter(routes, {
      authenticate: authenticated,
      rateLimit: createRateLimit({ ...config.rateLimits, site: requestsPerMinute }, redis?.client),
      idempotency: createIdempotencyStore(db, clock),
    }),
  );
  const handle = app.callback();

  async function drain(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = timers.after(DRAIN_MS, resolve);
    await Promise.race([draining.drain(), late]);
    cancel();
  }

  return {
    callback: (request, response) => void handle(request, response),
    upgrade: live.upgrade,
    services,
    routes,
    bus,
    metrics,
    authenticate,
    isAllowedAnywhere,
    drain,
    close: async () => {
      await drain();
      await live.close();
      await stun?.close();
      await retention?.stop();
      await delivering.stop();
      await behind.stop();
      metrics.close();
      await bus.close();
      await db.close();
    },
  };
}

async function openRedis(url: string, log: Logger): Promise<Redis> {
  try {
    return await connectRedis(url, log);
  } catch (cause) {
    if (cause instanceof RedisUnreachable) throw new StartError(cause.message, { cause });
    throw cause;
  }
}

async function noneIsPending(db: Database): Promise<void> {
  const pending = await db.pendingMigrations();
  if (pending > 0) throw new Error(`The database lacks ${pending} migrations: restart, and they are applied.`);
}

async function startStun({ stunPort, host }: Config, clock: Clock, log: Logger): Promise<StunServer | null> {
  return stunPort === undefined ? null : startStunServer({ port: stunPort, host, clock, log });
}

/** Pages are told of our own STUN server unless the settings name others. */
function withOwnStun(config: Config, stun: StunServer | null): Config {
  const host = publicHost(config.publicUrl, config.host);
  if (!stun || !host || config.stunUrls.length > 0) return config;
  return { ...config, stunUrls: [`stun:${host}:${stun.port}`] };
}
