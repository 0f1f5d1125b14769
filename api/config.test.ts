import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { allowedOrigins } from '../protocol/origins.ts';
import { ConfigError, publicHost, readConfig } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'voice-room-config-'));
after(() => rmSync(folder, { recursive: true }));

const SECRETS = { TOKEN_SECRET: 's'.repeat(32), ADMIN_KEY: 'k'.repeat(24) };
const PRODUCTION = { NODE_ENV: 'production', ALLOWED_ORIGINS: 'https://a.example', ...SECRETS };

/** The problems that these settings have. */
function problems(env: Record<string, string>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test('without settings it is a development server with secrets of its own, kept for the next start', () => {
  const dataDir = join(folder, 'deep', 'data');
  const config = readConfig({ DATA_DIR: dataDir });
  const { tokenSecret, adminKey, ...rest } = config;
  assert.deepEqual(rest, {
    production: false,
    port: 3000,
    host: undefined,
    publicUrl: undefined,
    dataDir,
    databaseUrl: undefined,
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
    rateLimits: { address: 3000, credential: 6000 },
    maxSockets: 2000,
    logLevel: 'info',
  });
  assert.ok(tokenSecret.length >= 32 && adminKey.length >= 24 && tokenSecret !== adminKey);
  assert.deepEqual(readConfig({ DATA_DIR: dataDir }), config);
  for (const name of ['token-secret', 'admin-key']) {
    assert.equal(statSync(join(dataDir, name)).mode & 0o777, 0o600, `${name} is nobody else’s to read`);
  }
});

test('every setting is read', () => {
  const config = readConfig({
    ...PRODUCTION,
    PORT: '8080',
    HOST: '::1',
    PUBLIC_URL: 'https://voice.example.com/',
    DATA_DIR: '/somewhere',
    DATABASE_URL: 'postgres://u:p@db/voice',
    ALLOWED_ORIGINS: ' https://a.example, https://*.b.example,',
    MAX_PARTICIPANTS: '8',
    STUN_URLS: 'stun:stun.example:3478',
    STUN_PORT: '3478',
    TURN_URLS: 'turn:turn.example:3478?transport=udp, turns:turn.example:443',
    TURN_SECRET: 'coturn',
    TURN_TTL_S: '3600',
    PEER_URL: 'https://peer.example.com/peer',
    TRUST_PROXY: '2',
    REDIS_URL: 'redis://cache:6379',
    RETENTION_DAYS: '90',
    RATE_LIMIT_ADDRESS: '0',
    RATE_LIMIT_CREDENTIAL: '60000',
    MAX_SOCKETS_PER_ADDRESS: '500',
    LOG_LEVEL: 'warn',
  });
  assert.deepEqual(config, {
    production: true,
    port: 8080,
    host: '::1',
    publicUrl: 'https://voice.example.com',
    dataDir: '/somewhere',
    databaseUrl: 'postgres://u:p@db/voice',
    tokenSecret: SECRETS.TOKEN_SECRET,
    adminKey: SECRETS.ADMIN_KEY,
    allowedOrigins: ['https://a.example', 'https://*.b.example', 'https://voice.example.com'],
    maxParticipants: 8,
    stunUrls: ['stun:stun.example:3478'],
    stunPort: 3478,
    turnUrls: ['turn:turn.example:3478?transport=udp', 'turns:turn.example:443'],
    turnSecret: 'coturn',
    turnTtlS: 3600,
    peerUrl: 'https://peer.example.com/peer',
    trustProxy: 2,
    redisUrl: 'redis://cache:6379',
    retentionDays: 90,
    rateLimits: { address: 0, credential: 60_000 },
    maxSockets: 500,
    logLevel: 'warn',
  });
});

test('production names everything that is missing at once, and writes nothing down', () => {
  const dataDir = join(folder, 'untouched');
  const found = problems({ NODE_ENV: 'production', DATA_DIR: dataDir, PORT: 'http' });
  assert.deepEqual(
    found.map((problem) => problem.split(' ')[0]),
    ['PORT', 'TOKEN_SECRET', 'ADMIN_KEY', 'ALLOWED_ORIGINS'],
  );
  assert.throws(() => statSync(dataDir), { code: 'ENOENT' });
  assert.deepEqual(problems(PRODUCTION), []);
});

const WRONG: Record<string, string[]> = {
  TOKEN_SECRET: ['short'],
  ADMIN_KEY: ['short', 'long enough, but with spaces in it'],
  ALLOWED_ORIGINS: ['a.example', 'https://a.example/path', 'https://a.*.example', 'ftp://a.example'],
  PORT: ['-1', '65536', '3000.5', 'x'],
  PUBLIC_URL: ['voice.example.com', 'ftp://voice.example.com'],
  DATABASE_URL: ['mysql://db/voice', 'voice'],
  MAX_PARTICIPANTS: ['0', '2.5', 'many', '100000'],
  STUN_PORT: ['-1', '65536', 'x'],
  STUN_URLS: ['stun.example', 'https://stun.example', 'stun:2001:db8::1:3478'],
  TURN_URLS: ['turn.example', 'turn://turn.example', 'turn:2001:db8::1', 'turn:turn.example?transport=sctp'],
  TURN_TTL_S: ['29', '604801', 'long'],
  PEER_URL: ['peer.example.com'],
  TRUST_PROXY: ['maybe', '-1'],
  RATE_LIMIT_ADDRESS: ['-1', '1.5', 'none'],
  RATE_LIMIT_CREDENTIAL: ['-1', 'many'],
  MAX_SOCKETS_PER_ADDRESS: ['-1', 'many'],
  LOG_LEVEL: ['loud'],
  REDIS_URL: ['x', 'http://x'],
  RETENTION_DAYS: ['0', '-1', '1.5', 'never'],
};

for (const [name, values] of Object.entries(WRONG)) {
  for (const value of values) {
    test(`${name}=${value} is refused by name`, () => {
      const found = problems({
        ...PRODUCTION,
        TURN_SECRET: 'x',
        HOST: '127.0.0.1',
        DATABASE_URL: 'postgres://db/voice',
        [name]: value,
      });
      assert.equal(found.length, 1, found.join(' '));
      assert.match(found[0] ?? '', new RegExp(`^${name} .+\\.$`));
    });
  }
}

test('TURN servers need their secret; an empty setting is none', () => {
  assert.match(problems({ ...PRODUCTION, TURN_URLS: 'turn:t.example' })[0] ?? '', /^TURN_SECRET is missing/);
  assert.deepEqual(problems({ ...PRODUCTION, TURN_URLS: '', REDIS_URL: '' }), []);
  assert.equal(problems({ ...PRODUCTION, TOKEN_SECRET: '' }).length, 1);
});

test('IPv6 addresses stand in brackets, everywhere', () => {
  const settings = {
    ...PRODUCTION,
    PUBLIC_URL: 'http://[2001:db8::1]:3000',
    ALLOWED_ORIGINS: 'http://[2001:db8::2],https://[2001:db8::2]:8443',
    STUN_URLS: 'stun:[2001:db8::1]:3478',
    TURN_URLS: 'turn:[2001:db8::1]?transport=tcp,turns:[2001:db8::1]:443?transport=tcp',
    TURN_SECRET: 'x',
    PEER_URL: 'http://[2001:db8::3]:9000/peer',
    STUN_PORT: '3478',
  };
  assert.deepEqual(problems(settings), []);
  const isAllowed = allowedOrigins(readConfig(settings).allowedOrigins);
  const origins = ['http://[2001:db8::1]:3000', 'http://[2001:db8::2]', 'http://[2001:db8::3]'];
  assert.deepEqual(origins.map(isAllowed), [true, true, false]);
  assert.equal(publicHost(settings.PUBLIC_URL, undefined), '[2001:db8::1]');
});

test('several instances need one database', () => {
  assert.match(problems({ ...PRODUCTION, REDIS_URL: 'redis://cache' })[0] ?? '', /^DATABASE_URL is missing/);
});

test('our own STUN responder needs a name by which pages find it', () => {
  for (const HOST of ['', '0.0.0.0', '::']) {
    assert.match(problems({ ...PRODUCTION, STUN_PORT: '3478', HOST })[0] ?? '', /^PUBLIC_URL is missing/, HOST);
  }
  const named: Record<string, string>[] = [
    { HOST: '192.0.2.1' },
    { PUBLIC_URL: 'https://voice.example' },
    { STUN_URLS: 'stun:stun.example' },
  ];
  for (const env of named) assert.deepEqual(problems({ ...PRODUCTION, STUN_PORT: '3478', ...env }), []);
  assert.equal(publicHost('https://voice.example:8443', '::1'), 'voice.example');
  assert.equal(publicHost(undefined, '::1'), '[::1]');
});

test('a data directory that cannot be one is one sentence', () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  for (const dataDir of [file, join(file, 'below'), '/proc/nowhere/data']) {
    assert.throws(() => readConfig({ DATA_DIR: dataDir }), {
      name: 'StartError',
      message: new RegExp(`^Cannot write to the data directory "${dataDir}" \\(E[A-Z]+\\): .*DATA_DIR`),
    });
  }
});
