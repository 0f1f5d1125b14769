/** A loudspeaker for Firefox on a machine without one: PulseAudio with nothing behind it, of the tests' own, gone afterwards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Loudspeaker {
  /** What a program needs in its environment to play there. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

const START_MS = 20_000;

/** Elsewhere than on Linux the machine's own is used. */
export async function startLoudspeaker(): Promise<Loudspeaker> {
  if (process.platform !== 'linux') return { env: {}, stop: async () => {} };
  const folder = mkdtempSync(join(tmpdir(), 'voice-room-sound-'));
  const socket = join(folder, 'socket');
  const modules = ['module-null-sink', `module-native-protocol-unix socket=${socket} auth-anonymous=1`];
  const server = spawn(
    'pulseaudio',
    ['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', ...modules.map((one) => `--load=${one}`)],
    { env: { ...process.env, HOME: folder, PULSE_RUNTIME_PATH: folder }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = once(server, 'exit');
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => {
    log += chunk;
  });
  const deadline = performance.now() + START_MS;
  while (!existsSync(socket)) {
    if (server.exitCode !== null || performance.now() > deadline) {
      server.kill('SIGKILL');
      throw new Error(`PulseAudio did not start:\n${log}`);
    }
    await pause(50);
  }
  return {
    env: { PULSE_SERVER: `unix:${socket}` },
    async stop() {
      server.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
