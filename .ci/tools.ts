/** The programs the tests use that npm cannot bring: installed on Debian as root, named everywhere else. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromiumPath } from './chromium.mjs';
import { firefoxPath } from './firefox.mjs';

interface Tool {
  name: string;
  debian: string;
  /** Where the tests use it; everywhere unless said. */
  isUsed?: boolean;
  find(): string | undefined;
}

const path = (process.env.PATH ?? '').split(delimiter);
const onPath = (program: string) => path.map((folder) => join(folder, program)).find((file) => existsSync(file));

/** The folder with `initdb` and `postgres`: on the PATH, or Debian's versioned one (the newest). */
export function postgresBin(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return [...path, ...versions.map((version) => join(debian, version, 'bin')), '/opt/homebrew/opt/postgresql/bin'].find(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  );
}

const isLinux = process.platform === 'linux';

export const TOOLS: Tool[] = [
  { name: 'Chromium', debian: 'chromium', find: chromiumPath },
  { name: 'coturn', debian: 'coturn', find: () => onPath('turnserver') && onPath('turnutils_stunclient') },
  { name: 'curl', debian: 'curl', find: () => onPath('curl') },
  { name: 'Firefox', debian: 'firefox-esr', find: firefoxPath },
  // Networks of their own, which only root of a Linux can make.
  { name: 'iproute2', debian: 'iproute2', isUsed: isLinux && process.getuid?.() === 0, find: () => onPath('ip') },
  { name: 'OpenSSL', debian: 'openssl', find: () => onPath('openssl') },
  { name: 'PostgreSQL', debian: 'postgresql', find: postgresBin },
  // Firefox plays nothing, and gives no sound to a page, without a loudspeaker.
  { name: 'PulseAudio', debian: 'pulseaudio', isUsed: isLinux, find: () => onPath('pulseaudio') },
  { name: 'Redis', debian: 'redis-server', find: () => onPath('redis-server') },
];

/** Throws an Error whose message names what is missing and how to get it. */
export function requireTools(): void {
  const missing = () => TOOLS.filter(({ isUsed = true, find }) => isUsed && !find());
  if (missing().length === 0) return;

  const packages = missing().map((tool) => tool.debian);
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    console.log(`npm test: installing ${packages.join(' and ')} with apt-get, which the tests need`);
    apt('update', '-q');
    apt('install', '-y', '-q', '--no-install-recommends', ...packages);
  }
  if (missing().length > 0) {
    const names = missing().map((tool) => tool.name);
    throw new Error(
      `npm test needs ${names.join(' and ')}. On Debian: apt-get install ${missing()
        .map((tool) => tool.debian)
        .join(' ')}. CHROMIUM_PATH and FIREFOX_PATH name browsers elsewhere; PostgreSQL's initdb must be on the PATH.`,
    );
  }
}

function apt(...args: string[]): void {
  spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
