import { createClient } from '@redis/client';

/** Longer than that nobody waits for Redis. */
const ANSWER_MS = 2_000;
const MAX_RECONNECT_MS = 1_000;

type Write = (fields: { err: unknown }, message: string) => void;

/** What is said when it goes and comes back; pino fits. */
export interface RedisLog {
  warn: Write;
  info(message: string): void;
}

/** It cannot be reached at the start; the message is one sentence that says what to do. */
export class RedisUnreachable extends Error {
  override readonly name = 'RedisUnreachable';
}

/** What we use of Redis. Commands reject at once while it cannot be reached; the connection mends itself. */
export interface Redis {
  readonly isUp: boolean;
  /** Runs a Lua script, as one step. */
  run(script: string, keys: string[], args: string[]): Promise<unknown>;
  /** True if nobody else holds the key; it is held for so many ms at most. */
  hold(key: string, token: string, ms: number): Promise<boolean>;
  subscribe(channel: string, hear: (message: string) => void): Promise<void>;
  /** Ends what that very function hears there. */
  unsubscribe(channel: string, hear: (message: string) => void): Promise<void>;
  /** Resolves to how many connections heard it. */
  publish(channel: string, message: string): Promise<number>;
  /** Calls back when it is reached again. */
  onBack(hear: () => void): void;
  /** The client, for `rate-limiter-flexible`. */
  readonly client: unknown;
  close(): Promise<void>;
}

/** Connects; throws RedisUnreachable if it cannot be reached now. Later it may come and go. */
export async function connectRedis(url: string, log: RedisLog): Promise<Redis> {
  const options = {
    url,
    disableOfflineQueue: true,
    // A connection that died silently is found by its pings.
    pingInterval: ANSWER_MS,
    socket: {
      connectTimeout: ANSWER_MS,
      socketTimeout: ANSWER_MS * 3,
      reconnectStrategy: (retries: number) => Math.min(50 * 2 ** Math.min(retries, 10), MAX_RECONNECT_MS),
    },
  } as const;
  const commands = createClient(options);
  const subscriber = createClient(options);
  const back = new Set<() => void>();
  /** Null until it is reached for the first time. */
  let wasUp: boolean | null = null;
  const isUp = () => commands.isReady && subscriber.isReady;

  function changed(): void {
    const up = isUp();
    if (wasUp === null || up === wasUp) return;
    wasUp = up;
    if (!up) return;
    log.info('Redis is reached again');
    for (const hear of back) hear();
  }

  for (const client of [commands, subscriber]) {
    client.on('error', (err: unknown) => {
      if (wasUp) log.warn({ err }, 'Redis cannot be reached: this instance is on its own until it can');
      if (wasUp !== null) wasUp = false;
    });
    client.on('ready', changed);
  }

  async function close(): Promise<void> {
    for (const client of [commands, subscriber]) if (client.isOpen) client.destroy();
  }

  try {
    await within(Promise.all([commands.connect(), subscriber.connect()]), ANSWER_MS);
    wasUp = true;
  } catch (cause) {
    await close();
    throw new RedisUnreachable(`Cannot reach Redis at ${new URL(url).host}: start it, or correct REDIS_URL.`, {
      cause,
    });
  }

  return {
    get isUp() {
      return isUp();
    },
    client: commands,
    run: (script, keys, args) => within(commands.eval(script, { keys, arguments: args }), ANSWER_MS),
    hold: async (key, token, ms) =>
      (await within(
        commands.set(key, token, { condition: 'NX', expiration: { type: 'PX', value: ms } }),
        ANSWER_MS,
      )) === 'OK',
    subscribe: (channel, hear) => within(subscriber.subscribe(channel, hear), ANSWER_MS),
    unsubscribe: (channel, hear) => subscriber.unsubscribe(channel, hear),
    publish: (channel, message) => within(commands.publish(channel, message), ANSWER_MS),
    onBack: (hear) => void back.add(hear),
    close,
  };
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`Redis did not answer within ${ms} ms`)), ms);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
