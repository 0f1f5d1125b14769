/** A line with delay and loss: a small forwarder in user space, as many kernels have no netem. Needs python3 and /dev/net/tun. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const FORWARDER = fileURLToPath(new URL('forwarder.py', import.meta.url));

export interface LineSettings {
  /** Each way. */
  delayMs: number;
  /** Share of the packets (0..1) that are lost from the host, and to it. */
  lossUp: number;
  lossDown: number;
}

export interface Line {
  /** The bridge on the host's side. */
  bridge: string;
  set(settings: LineSettings): void;
  close(): void;
}

/** Between the bridge `switch` in that namespace and a new one, into which a host's cable can be plugged. */
export async function createLine(namespace: string, index: number): Promise<Line> {
  const ip = (...args: string[]) => execFileSync('ip', ['-n', namespace, ...args]);
  const [bridge, near, far] = [`line${index}`, `near${index}`, `far${index}`];
  const forwarder = spawn('ip', ['netns', 'exec', namespace, 'python3', FORWARDER, near, far], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(forwarder.stdout, 'data');
  ip('link', 'add', bridge, 'type', 'bridge');
  ip('link', 'set', near, 'master', bridge, 'up');
  ip('link', 'set', far, 'master', 'switch', 'up');
  ip('link', 'set', bridge, 'up');
  return {
    bridge,
    set: ({ delayMs, lossUp, lossDown }) => void forwarder.stdin.write(`${delayMs} ${lossUp} ${lossDown}\n`),
    // It ends with its input.
    close: () => forwarder.stdin.end(),
  };
}
