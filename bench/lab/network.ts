/**
 * Hosts as Linux network namespaces, each with a cable to one switch; the server's is another host. Needs root and `ip`
 * (Debian: iproute2), no kernel module beyond bridge and veth.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SUBNET = '10.77.0';
export const SERVER_ADDRESS = `${SUBNET}.1`;

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });

/** One computer on the network. */
export interface Host {
  readonly name: string;
  /** To be put before a command that runs on it. */
  readonly prefix: readonly string[];
  /** A program that starts `program` on it. */
  launcher(program: string): string;
  /** Pulls the cable at the switch, or plugs it in again: the host sees it. */
  setCable(plugged: boolean): void;
  /** The switch forwards nothing to and from it: the host does not see it. */
  setForwarding(on: boolean): void;
  /** Its line carries no more than this; what is too much is dropped. null: as much as comes. */
  setRate(kbitPerS: number | null): void;
  /** Another address, the one before is gone. */
  changeAddress(): void;
}

export interface Network {
  server: Host;
  addHost(): Host;
  /** Removes everything again. What runs on the hosts must have ended. */
  close(): void;
}

/** Why there can be no namespaces here; null when there can. */
export function whyNoNetwork(): string | null {
  if (process.platform !== 'linux') return `network namespaces are Linux's, this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const name = `vr${process.pid}t`;
  try {
    ip('netns', 'add', name);
    ip('-n', name, 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'plug');
    ip('-n', name, 'link', 'add', 'switch', 'type', 'bridge');
    return null;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isMissing ? '`ip` is missing (Debian: apt-get install iproute2)' : `no network namespaces: ${error}`;
  } finally {
    try {
      ip('netns', 'del', name);
    } catch {
      // It was never made.
    }
  }
}

export function createNetwork(): Network {
  const folder = mkdtempSync(join(tmpdir(), 'voice-lab-'));
  const names: string[] = [];
  const nameOf = (index: number) => `vr${process.pid}h${index}`;
  const serverName = nameOf(0);

  function createHost(): Host {
    const index = names.length;
    const name = nameOf(index);
    const cable = `to${index}`;
    let address = `${SUBNET}.${index + 1}`;
    ip('netns', 'add', name);
    names.push(name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
    if (index > 0) {
      ip('-n', serverName, 'link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
      ip('-n', serverName, 'link', 'set', cable, 'master', 'switch', 'up');
      ip('-n', name, 'link', 'set', 'eth0', 'up');
      takeAddress();
    }

    function takeAddress(): void {
      ip('-n', name, 'address', 'add', `${address}/24`, 'dev', 'eth0');
      // A browser takes the address of its default route for its own.
      ip('-n', name, 'route', 'replace', 'default', 'via', SERVER_ADDRESS);
    }

    return {
      name,
      prefix: ['ip', 'netns', 'exec', name],
      launcher(program) {
        const file = join(folder, name);
        writeFileSync(file, `#!/bin/sh\nexec ip netns exec ${name} ${program} "$@"\n`, { mode: 0o755 });
        return file;
      },
      setCable: (plugged) => void ip('-n', serverName, 'link', 'set', cable, plugged ? 'up' : 'down'),
      setForwarding: (on) =>
        void ip('-n', serverName, 'link', 'set', cable, ...(on ? ['master', 'switch'] : ['nomaster'])),
      setRate(kbitPerS) {
        const tc = (...args: string[]) => execFileSync('ip', ['netns', 'exec', name, 'tc', 'qdisc', ...args]);
        if (kbitPerS === null) tc('del', 'dev', 'eth0', 'root');
        else tc('replace', 'dev', 'eth0', 'root', 'tbf', 'rate', `${kbitPerS}kbit`, 'burst', '1600', 'limit', '1600');
      },
      changeAddress() {
        ip('-n', name, 'address', 'flush', 'dev', 'eth0');
        const last = Number(address.split('.').at(-1));
        address = `${SUBNET}.${last + 20}`;
        takeAddress();
      },
    };
  }

  function close(): void {
    process.off('exit', close);
    for (const name of names.splice(0).reverse()) ip('netns', 'del', name);
    rmSync(folder, { recursive: true, force: true });
  }

  process.on('exit', close);
  const server = createHost();
  ip('-n', serverName, 'link', 'add', 'switch', 'type', 'bridge');
  ip('-n', serverName, 'address', 'add', `${SERVER_ADDRESS}/24`, 'dev', 'switch');
  ip('-n', serverName, 'link', 'set', 'switch', 'up');

  return {
    server,
    addHost: createHost,
    close,
  };
}
