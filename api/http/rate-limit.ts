import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { ApiError } from './errors.ts';

/** Requests per minute; 0 for no limit. */
export interface RateLimits {
  /** Of one address, without a credential or with a bad one, and of one address with a publishable key. */
  address: number;
  /** With one credential. */
  credential: number;
}

export interface SiteRateLimit {
  /** Requests per minute of a site; null for no limit. */
  site(siteId: string): Promise<number | null>;
}

const WINDOW_S = 60;

/** Counts a request; resolves to the headers that say how many are left, throws `rate_limited` when none is. */
export type CountRequest = (key: string) => Promise<Record<string, string>>;

/** All instances count together in Redis, if there is one; without it, and while it is away, each by itself. */
function createLimiter(name: string, limit: number, redis: unknown): CountRequest {
  if (limit === 0) return async () => ({});
  const budget = { keyPrefix: `voice-room:rate:${name}:${limit}`, points: limit, duration: WINDOW_S };
  const alone = new RateLimiterMemory(budget);
  const limiter = redis
    ? new RateLimiterRedis({
        ...budget,
        storeClient: redis,
        useRedisPackage: true,
        rejectIfRedisNotReady: true,
        insuranceLimiter: alone,
      })
    : alone;

  const headersOf = ({ remainingPoints, msBeforeNext }: RateLimiterRes) => ({
    'RateLimit-Policy': `${limit};w=${WINDOW_S}`,
    'RateLimit-Limit': String(limit),
    'RateLimit-Remaining': String(remainingPoints),
    'RateLimit-Reset': String(Math.ceil(msBeforeNext / 1000)),
  });

  return async (key) => {
    try {
      return headersOf(await limiter.consume(key));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const headers = headersOf(refused);
      throw new ApiError('rate_limited', `At most ${limit} requests in ${WINDOW_S} seconds.`, {
        headers: { ...headers, 'Retry-After': headers['RateLimit-Reset'] },
      });
    }
  };
}

export interface RateLimit {
  byAddress: CountRequest;
  /** Given the credential's digest: what is counted under can be read by whoever sees into Redis. */
  byCredential: CountRequest;
  /** Of one address with a publishable key, which is no secret: those who share it share nothing else. */
  byVisitor(keyId: string, ip: string): ReturnType<CountRequest>;
  /** Requests in a site together, by the site's own limit, if it has one: of its backend, and of everybody else. */
  bySite(siteId: string, who: 'backend' | 'others'): Promise<void>;
}

/** `redis`: the client, for several instances. */
export function createRateLimit({ address, credential, site }: RateLimits & SiteRateLimit, redis?: unknown): RateLimit {
  const countAddress = createLimiter('address', address, redis);
  const countVisitor = createLimiter('visitor', address, redis);
  /** One for each limit that a site has. */
  const countSite = new Map<number, CountRequest>();
  return {
    byAddress: (ip) => countAddress(networkOf(ip)),
    byCredential: createLimiter('credential', credential, redis),
    byVisitor: (keyId, ip) => countVisitor(`${keyId}:${networkOf(ip)}`),
    async bySite(siteId, who) {
      const limit = await site(siteId);
      if (limit === null) return;
      const count = countSite.get(limit) ?? createLimiter('site', limit, redis);
      countSite.set(limit, count);
      await count(`${siteId}:${who}`);
    },
  };
}

/** Whom an address belongs to: an IPv6 user has a whole /64 of them. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = ip.toLowerCase().split('%', 1).join('').split('::');
  const before = head ? head.split(':') : [];
  const after = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
