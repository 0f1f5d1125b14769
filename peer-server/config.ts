import * as z from 'zod';
import { allowedOrigins, ORIGIN_PATTERN } from '../protocol/origins.ts';

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);

const SETTINGS = z
  .object({
    PORT: z.coerce.number('must be a number').int('must be a whole number').min(0).max(65535).default(9000),
    HOST: z.string().optional(),
    TOKEN_SECRET: z.string('is required').min(32, 'must have at least 32 characters'),
    ALLOWED_ORIGINS: list
      .pipe(
        z.array(
          z
            .string()
            .regex(ORIGIN_PATTERN, 'must be origins such as https://example.com or https://*.example.com, or *'),
        ),
      )
      .optional(),
    NODE_ENV: z.string().optional(),
    REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be like redis://127.0.0.1:6379' }).optional(),
    ADMIN_KEY: z.string().min(24, 'must have at least 24 characters').optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .refine((settings) => settings.NODE_ENV !== 'production' || settings.ALLOWED_ORIGINS?.length, {
    path: ['ALLOWED_ORIGINS'],
    error: 'is required with NODE_ENV=production',
  });

export interface Config {
  port: number;
  /** Every interface when undefined. */
  host: string | undefined;
  tokenSecret: string;
  allowOrigin: (origin: string | undefined) => boolean;
  /** Undefined: this is the only signalling server. */
  redisUrl: string | undefined;
  adminKey: string | undefined;
  production: boolean;
  logLevel: string;
}

/** The settings are not usable; the message is one sentence that names each and says why. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the settings of a signalling server that runs alone. Empty values count as absent. Throws ConfigError. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const { data, error } = SETTINGS.safeParse(given);
  if (!data)
    throw new ConfigError(`${error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}.`);
  const isAllowed = allowedOrigins(data.ALLOWED_ORIGINS ?? ['*']);
  return {
    port: data.PORT,
    host: data.HOST,
    tokenSecret: data.TOKEN_SECRET,
    // A request without an Origin comes from no page: the ticket alone decides.
    allowOrigin: (origin) => origin === undefined || isAllowed(origin),
    redisUrl: data.REDIS_URL,
    adminKey: data.ADMIN_KEY,
    production: data.NODE_ENV === 'production',
    logLevel: data.LOG_LEVEL,
  };
}
