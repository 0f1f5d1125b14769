import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

const TOKEN_SECRET = 'x'.repeat(32);

test('the secret alone is enough in development', () => {
  const config = readConfig({ TOKEN_SECRET, HOST: ' ' });
  assert.deepEqual([config.port, config.host, config.logLevel], [9000, undefined, 'info']);
  assert(config.allowOrigin('https://anywhere.example') && config.allowOrigin(undefined));
});

test('listed origins only, and no Origin at all', () => {
  const { allowOrigin } = readConfig({
    TOKEN_SECRET,
    ALLOWED_ORIGINS: 'https://a.example, http://localhost:3000, https://*.c.example',
  });
  assert(
    allowOrigin('https://a.example') &&
      allowOrigin('https://b.c.example') &&
      allowOrigin('http://localhost:3000') &&
      allowOrigin(undefined),
  );
  assert(!allowOrigin('https://b.example') && !allowOrigin('https://c.example') && !allowOrigin('null'));
});

const WRONG: [Record<string, string>, RegExp][] = [
  [{}, /^TOKEN_SECRET is required\.$/],
  [{ TOKEN_SECRET: 'short' }, /TOKEN_SECRET must have at least 32 characters/],
  [{ TOKEN_SECRET, PORT: 'http' }, /PORT must be a number/],
  [{ TOKEN_SECRET, PORT: '70000' }, /PORT /],
  [{ TOKEN_SECRET, LOG_LEVEL: 'loud' }, /LOG_LEVEL /],
  [{ TOKEN_SECRET, ALLOWED_ORIGINS: 'example.com' }, /ALLOWED_ORIGINS.* must be origins/],
  [{ TOKEN_SECRET, ALLOWED_ORIGINS: 'https://a.example/' }, /ALLOWED_ORIGINS.* must be origins/],
  [{ TOKEN_SECRET, NODE_ENV: 'production' }, /ALLOWED_ORIGINS is required with NODE_ENV=production/],
];
for (const [env, message] of WRONG) {
  test(`refuses ${JSON.stringify(env)}`, () => {
    assert.throws(
      () => readConfig(env),
      (error) => error instanceof ConfigError && message.test(error.message),
    );
  });
}
