import type { Config } from '../config.ts';

export const ADMIN_KEY = 'an-admin-key-for-the-tests';

/** A development server that logs nothing and limits nobody. */
export const TEST_CONFIG: Config = {
  production: false,
  port: 0,
  host: '127.0.0.1',
  publicUrl: undefined,
  dataDir: '/nowhere',
  databaseUrl: undefined,
  tokenSecret: 'a token secret for the tests, of good length',
  adminKey: ADMIN_KEY,
  allowedOrigins: ['*'],
  maxParticipants: 20,
  stunUrls: [],
  stunPort: undefined,
  turnUrls: [],
  turnSecret: undefined,
  turnTtlS: 86_400,
  peerUrl: '/peer',
  trustProxy: 0,
  redisUrl: undefined,
  retentionDays: undefined,
  rateLimits: { address: 0, credential: 0 },
  maxSockets: 0,
  logLevel: 'silent',
};
