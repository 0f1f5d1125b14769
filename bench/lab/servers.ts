/** Everything that serves, on the servers' host: each a process of its own, which can be killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres, type TestPostgres } from '../../.ci/postgres.ts';
import { type Coturn, startCoturn } from '../../demo/e2e/kit/coturn.ts';
import { ADDRESSES, type Host } from './network.ts';

/** The one port that every network lets through. */
const PORT = '443';
const STUN_PORT = '3478';
const TURN_SECRET = 'the secret that coturn and the API share';
const TOKEN_SECRET = 'the secret that the API and the signalling server share';

export const ORIGIN = `http://${ADDRESSES.api}:${PORT}`;
export const CONTROLS_ORIGIN = `http://${ADDRESSES.controls}:${PORT}`;
export const PEERJS_ORIGIN = `http://${ADDRESSES.peerjs}:${PORT}`;

/** `peerjs` and `relay` are the signalling of the controls, `database` is there where it was asked for (`postgres`). */
export type ServerName = 'api' | 'signalling' | 'database' | 'peerjs' | 'relay';

type Program = Exclude<ServerName, 'database'>;

export interface Servers {
  /** Ends them as a power cut does. */
  kill(names: readonly ServerName[]): Promise<void>;
  /** Starts them over the data there is; resolves when all listen. */
  start(names: readonly ServerName[]): Promise<void>;
  /** What the controls are given: the same as ours. */
  iceServers(ttlS?: number): RTCIceServer[];
  pid(name: ServerName): number;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** The API's data are in a PostgreSQL of its own, not in the API's process. */
  postgres?: boolean;
  /** Runs coturn as well, and tells everybody of it. */
  turn?: boolean;
  /** How long TURN credentials are good for. */
  turnTtlS?: number;
  env?: Record<string, string>;
}

const source = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export async function startServers(
  host: Host,
  { turn = false, turnTtlS, postgres: withPostgres = false, env = {} }: ServerOptions,
): Promise<Servers> {
  const dataDir = mkdtempSync(join(tmpdir(), 'voice-lab-data-'));
  const turnUrls = ['udp', 'tcp'].map((transport) => `turn:${ADDRESSES.turn}:${PORT}?transport=${transport}`);
  const stunUrls = [`stun:${ADDRESSES.turn}:${PORT}`];
  const iceEnv = {
    STUN_URLS: stunUrls.join(),
    TURN_URLS: turnUrls.join(),
    TURN_SECRET,
    ...(turnTtlS && { TURN_TTL_S: String(turnTtlS) }),
  };
  const postgres: TestPostgres | null = withPostgres ? await startPostgres() : null;
  const common = { PORT, TOKEN_SECRET, LOG_LEVEL: 'info', ...env };
  const programs: Record<Program, { args: string[]; env?: Record<string, string>; says: RegExp }> = {
    api: {
      args: [source('serve.ts')],
      env: {
        ...common,
        HOST: ADDRESSES.api,
        DATA_DIR: dataDir,
        PUBLIC_URL: ORIGIN,
        PEER_URL: `ws://${ADDRESSES.signalling}:${PORT}/peer`,
        DATABASE_URL: postgres?.socketUrl ?? '',
        // As everywhere where people are on networks of their own.
        ...(turn ? iceEnv : { STUN_PORT }),
      },
      says: /voice-room is at/,
    },
    signalling: {
      args: [source('peer-server/main.ts')],
      env: { ...common, HOST: ADDRESSES.signalling },
      says: /is listening/,
    },
    peerjs: {
      args: [source('node_modules/.bin/peerjs'), '--port', PORT, '--host', ADDRESSES.peerjs],
      says: /Started PeerServer/,
    },
    relay: { args: [source('bench/lab/controls.ts'), PORT, ADDRESSES.controls], says: /listens/ },
  };
  const running = new Map<ServerName, ChildProcess>();

  async function startOne(name: Program): Promise<void> {
    const { args, env: own, says } = programs[name];
    const [program = '', ...rest] = [...host.prefix, process.execPath, ...args];
    const child = spawn(program, rest, { env: { ...process.env, ...own }, stdio: ['ignore', 'pipe', 'pipe'] });
    running.set(name, child);
    let output = '';
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        output = `${output}${chunk}`.slice(-10_000);
        if (says.test(output)) resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('exit', (code) => reject(new Error(`${name} ended with ${code}:\n${output}`)));
    });
  }

  async function end(names: readonly ServerName[], signal: NodeJS.Signals): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        if (name === 'database') await postgres?.kill();
        const child = running.get(name);
        running.delete(name);
        if (!child || child.exitCode !== null) return;
        const exited = once(child, 'exit');
        child.kill(signal);
        await exited;
      }),
    );
  }

  async function start(names: readonly ServerName[]): Promise<void> {
    if (names.includes('database')) await postgres?.start();
    await Promise.all(names.filter((name) => name !== 'database').map(startOne));
  }

  const coturn: Coturn | null = turn
    ? await startCoturn(TURN_SECRET, { address: ADDRESSES.turn, port: Number(PORT), prefix: host.prefix })
    : null;

  async function stop(): Promise<void> {
    await end(['peerjs', 'relay', 'signalling'], 'SIGKILL');
    await end(['api'], 'SIGINT');
    await Promise.all([coturn?.stop(), postgres?.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  }

  return {
    kill: (names) => end(names, 'SIGKILL'),
    start,
    pid: (name) => running.get(name)?.pid ?? 0,
    iceServers(ttlS = 3600) {
      if (!coturn) return [{ urls: `stun:${ADDRESSES.api}:${STUN_PORT}` }];
      const username = `${Math.floor(Date.now() / 1000) + ttlS}:control`;
      const credential = createHmac('sha1', TURN_SECRET).update(username).digest('base64');
      return [{ urls: stunUrls }, { urls: turnUrls, username, credential }];
    },
    stop,
  };
}
