import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { DEFAULT_MAX_PARTICIPANTS, MAX_SOCKETS_PER_NETWORK } from '../protocol/limits.ts';
import { ORIGIN_PATTERN } from '../protocol/origins.ts';
import { PEER_PATH } from '../protocol/peer-messages.ts';
import { cannotWrite, ensureWritable } from './data-dir.ts';
import { StartError } from './start-error.ts';

/** Everything that can be set, read once from the environment. The README's table of settings says the same. */
export interface Config {
  production: boolean;
  port: number;
  /** The address to listen on; undefined for all. */
  host: string | undefined;
  /** The origin people see, without a slash at the end; undefined when unknown. */
  publicUrl: string | undefined;
  /** Absolute path. */
  dataDir: string;
  /** PostgreSQL; undefined for the embedded database in `dataDir`. */
  databaseUrl: string | undefined;
  tokenSecret: string;
  adminKey: string;
  /** `*`, exact origins, `https://*.example.com`; with `publicUrl`, if there is one. */
  allowedOrigins: string[];
  maxParticipants: number;
  /** The STUN servers that pages are told; none for our own, if there is one. */
  stunUrls: string[];
  /** Where our own STUN responder listens (UDP, 0 for a free port); undefined for none. */
  stunPort: number | undefined;
  turnUrls: string[];
  turnSecret: string | undefined;
  /** How long TURN credentials are good for; clients ask for others when half of it is over. */
  turnTtlS: number;
  /** Where participants register for signalling: absolute, or below the server's own URL. */
  peerUrl: string;
  /** How many proxies stand in front and write X-Forwarded-*; 0 believes none. */
  trustProxy: number;
  /** What several instances talk by; undefined for a single one. */
  redisUrl: string | undefined;
  /** How long what is over is kept; undefined for ever. */
  retentionDays: number | undefined;
  /** REST requests per minute of one address, and with one credential; 0 for no limit. */
  rateLimits: { address: number; credential: number };
  /** Live sockets of one address that are open at a time; 0 for no limit. */
  maxSockets: number;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

/** What is wrong with the settings: every problem, each with what to do. */
export class ConfigError extends StartError {
  override name = 'ConfigError';
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`The settings are not right:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const list = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  )
  .default([]);

const urlOf = (...protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });

const urlsLike = (pattern: RegExp, example: string) =>
  list.refine((urls) => urls.every((url) => pattern.test(url)), `must be a comma-separated list like ${example}`);

/** RFC 7064, RFC 7065: browsers make no connection at all with an address they cannot read, such as IPv6 without brackets. */
const ICE_HOST = String.raw`(\[[0-9a-f:.]+\]|[^\s/?:@[\]]+)(:\d{1,5})?`;
const STUN_URL = new RegExp(`^stuns?:${ICE_HOST}$`, 'i');
const TURN_URL = new RegExp(String.raw`^turns?:${ICE_HOST}(\?transport=(udp|tcp))?$`, 'i');

const port = z.coerce.number('must be a number').int().min(0, 'must be 0-65535').max(65535, 'must be 0-65535');

const limit = (fallback: number) =>
  z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(0, 'must be 0 (no limit) or more')
    .default(fallback);

/** The settings by themselves; what they need of each other is `problemsOf`. */
const schema = z.object({
  NODE_ENV: z.string().optional(),
  PORT: port.default(3000),
  HOST: z.string().optional(),
  PUBLIC_URL: urlOf('http:', 'https:')
    .transform((url) => new URL(url).origin)
    .optional(),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: urlOf('postgres:', 'postgresql:').optional(),
  TOKEN_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters, for example from `openssl rand -hex 32`')
    .optional(),
  ADMIN_KEY: z
    .string()
    .min(24, 'must have at least 24 characters, for example from `openssl rand -hex 24`')
    .regex(/^[\x21-\x7e]*$/, 'must be without spaces: it is sent in a header')
    .optional(),
  ALLOWED_ORIGINS: urlsLike(ORIGIN_PATTERN, '`https://example.com,https://*.example.org`, or `*`'),
  MAX_PARTICIPANTS: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(1000, 'must be at most 1000')
    .default(DEFAULT_MAX_PARTICIPANTS),
  STUN_URLS: urlsLike(STUN_URL, '`stun:stun.example.com:3478`'),
  STUN_PORT: port.optional(),
  TURN_URLS: urlsLike(TURN_URL, '`turn:turn.example.com:3478,turns:turn.example.com:443?transport=tcp`'),
  TURN_SECRET: z.string().optional(),
  TURN_TTL_S: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(30, 'must be at least 30')
    .max(7 * 24 * 3600, 'must be at most 604800')
    .default(24 * 3600),
  PEER_URL: urlOf('http:', 'https:', 'ws:', 'wss:').optional(),
  TRUST_PROXY: z
    .string()
    .regex(/^(true|false|\d{1,2})$/, 'must be `true`, `false` or how many proxies')
    .transform((value) => (value === 'true' ? 1 : value === 'false' ? 0 : Number(value)))
    .default(0),
  RATE_LIMIT_ADDRESS: limit(3000),
  RATE_LIMIT_CREDENTIAL: limit(6000),
  MAX_SOCKETS_PER_ADDRESS: limit(MAX_SOCKETS_PER_NETWORK),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be fatal, error, warn, info, debug, trace or silent',
    )
    .default('info'),
  REDIS_URL: urlOf('redis:', 'rediss:').optional(),
  RETENTION_DAYS: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(36_500, 'must be at most 36500')
    .optional(),
});

/** Reads the settings; throws one ConfigError that names every problem. In development missing secrets are made and kept in DATA_DIR. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  const production = env['NODE_ENV'] === 'production';
  const problems = [
    ...(parsed.error?.issues.map(({ path, message }) => `${path.join('.')} ${message}.`) ?? []),
    ...problemsOf(given, production),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);

  const values = parsed.data;
  const dataDir = resolve(values.DATA_DIR);
  const origins = production ? values.ALLOWED_ORIGINS : values.ALLOWED_ORIGINS.length ? values.ALLOWED_ORIGINS : ['*'];
  return {
    production,
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL,
    dataDir,
    databaseUrl: values.DATABASE_URL,
    tokenSecret: values.TOKEN_SECRET ?? keptSecret(dataDir, 'token-secret'),
    adminKey: values.ADMIN_KEY ?? keptSecret(dataDir, 'admin-key'),
    allowedOrigins: values.PUBLIC_URL ? [...origins, values.PUBLIC_URL] : origins,
    maxParticipants: values.MAX_PARTICIPANTS,
    stunUrls: values.STUN_URLS,
    stunPort: values.STUN_PORT,
    turnUrls: values.TURN_URLS,
    turnSecret: values.TURN_SECRET,
    turnTtlS: values.TURN_TTL_S,
    peerUrl: values.PEER_URL ?? PEER_PATH,
    trustProxy: values.TRUST_PROXY,
    redisUrl: values.REDIS_URL,
    retentionDays: values.RETENTION_DAYS,
    rateLimits: { address: values.RATE_LIMIT_ADDRESS, credential: values.RATE_LIMIT_CREDENTIAL },
    maxSockets: values.MAX_SOCKETS_PER_ADDRESS,
    logLevel: values.LOG_LEVEL,
  };
}

function problemsOf(given: Record<string, string | undefined>, production: boolean): string[] {
  const problems: string[] = [];
  if (given['TURN_URLS'] && !given['TURN_SECRET']) {
    problems.push('TURN_SECRET is missing: set it to the static-auth-secret of the TURN servers in TURN_URLS.');
  }
  if (given['REDIS_URL'] && !given['DATABASE_URL']) {
    problems.push('DATABASE_URL is missing: the instances that REDIS_URL connects share one PostgreSQL.');
  }
  if (given['STUN_PORT'] && !given['STUN_URLS'] && !publicHost(given['PUBLIC_URL'], given['HOST'])) {
    problems.push('PUBLIC_URL is missing: pages must know at which host to find the STUN responder of STUN_PORT.');
  }
  if (!production) return problems;
  if (!given['TOKEN_SECRET']) {
    problems.push(
      'TOKEN_SECRET is missing: in production set it to a secret of your own, for example from `openssl rand -hex 32`.',
    );
  }
  if (!given['ADMIN_KEY']) {
    problems.push(
      'ADMIN_KEY is missing: in production set it to a key of your own, for example from `openssl rand -hex 24`.',
    );
  }
  if (!given['ALLOWED_ORIGINS']) {
    problems.push(
      'ALLOWED_ORIGINS is missing: in production list the origins of your pages, such as `https://example.com`.',
    );
  }
  return problems;
}

/** The host by which people reach this machine (an IPv6 address in brackets); undefined when the settings do not say. */
export function publicHost(publicUrl: string | undefined, host: string | undefined): string | undefined {
  if (publicUrl && URL.canParse(publicUrl)) return new URL(publicUrl).hostname;
  if (!host || /^[0.:]+$/.test(host)) return undefined;
  return host.includes(':') ? `[${host}]` : host;
}

/** A secret that was made once and is kept in a file only its owner reads. */
function keptSecret(dataDir: string, name: string): string {
  const file = join(dataDir, name);
  ensureWritable(dataDir);
  try {
    try {
      // Of two processes that start together the first one's secret holds.
      writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      chmodSync(file, 0o600);
    }
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw cannotWrite(dataDir, cause);
  }
}
