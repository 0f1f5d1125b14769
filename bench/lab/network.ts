/**
 * Hosts as Linux network namespaces, each with a cable to one switch, which is the internet; the servers' is another host. Needs root
 * and `ip` (Debian: iproute2), no kernel module beyond bridge and veth; a NAT needs `nft`, a line with delay or loss python3.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLine, type Line, type LineSettings } from './line.ts';
import { type Nat, rulesOf } from './nat.ts';

const SUBNET = '10.77.0';
/** Where the servers are; the hosts come after them. */
export const ADDRESSES = {
  api: `${SUBNET}.1`,
  turn: `${SUBNET}.2`,
  signalling: `${SUBNET}.3`,
  controls: `${SUBNET}.4`,
  peerjs: `${SUBNET}.5`,
} as const;
const FIRST_HOST = 10;

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
const inside = (name: string, command: string[], input = '') =>
  execFileSync('ip', ['netns', 'exec', name, ...command], { input, stdio: ['pipe', 'pipe', 'pipe'], encoding: 'utf8' });

const macOf = (index: number) => `02:00:00:00:00:${index.toString(16).padStart(2, '0')}`;
/** The addresses that a host has, one after the other. */
const addressesOf = (index: number) =>
  Array.from({ length: 10 }, (_, turn) => `${SUBNET}.${FIRST_HOST + index + 20 * turn}`);

/** One computer on the network. */
export interface Host {
  readonly name: string;
  /** To be put before a command that runs on it. */
  readonly prefix: readonly string[];
  /** A program that starts `program` on it. */
  launcher(program: string): string;
  /** Everything that runs on it. */
  processes(): number[];
  /** Pulls the cable at the switch, or plugs it in again: the host sees it. */
  setCable(plugged: boolean): void;
  /** The switch forwards nothing to and from it: the host does not see it. */
  setForwarding(on: boolean): void;
  /** Delay and loss on the way between it and everybody else; null: none. */
  setLine(settings: LineSettings | null): Promise<void>;
  /** What stands between it and the internet. It must have been added behind a NAT. */
  setNat(nat: Nat): void;
  /** Another address, the one before is gone. */
  changeAddress(): void;
}

export interface Network {
  server: Host;
  addHost(options?: { behindNat?: boolean }): Host;
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

interface Neighbour {
  name: string;
  device: string;
  mac: string;
  addresses: readonly string[];
}

/** Several networks stand side by side and know nothing of each other. */
let networks = 0;

export function createNetwork(): Network {
  const folder = mkdtempSync(join(tmpdir(), 'voice-lab-'));
  const names: string[] = [];
  const lines: Line[] = [];
  networks += 1;
  const serial = networks;

  function addNamespace(suffix: string): string {
    const name = `vr${process.pid}n${serial}${suffix}`;
    ip('netns', 'add', name);
    names.push(name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
    return name;
  }

  const serverName = addNamespace('s');
  const known: Neighbour[] = [];

  /**
   * All are on one wire here. On the internet an outage far away does not make neighbours strangers, who are asked for once a second:
   * so everybody knows everybody for good.
   */
  function introduce(newcomer: Neighbour): void {
    for (const other of known) {
      for (const [who, whom] of [
        [newcomer, other],
        [other, newcomer],
      ] as const) {
        const lines = whom.addresses.map((address) => `neigh replace ${address} lladdr ${whom.mac} dev ${who.device}`);
        inside(who.name, ['ip', '-batch', '-'], lines.map((line) => `${line} nud permanent\n`).join(''));
      }
    }
    known.push(newcomer);
  }

  function createHost(name: string, index: number, routerName: string | null): Host {
    const cable = `to${index}`;
    const edge = routerName ?? name;
    const [addresses, mac] = [addressesOf(index), macOf(index)];
    let turn = 0;
    const innerAddress = `192.168.${index}.2`;
    let line: Line | null = null;
    let isForwarding = true;

    function takeAddress(): void {
      const lines = [
        'address flush dev eth0',
        `address add ${addresses[turn % addresses.length]}/24 dev eth0`,
        // A browser takes the address of its default route for its own.
        `route replace default via ${ADDRESSES.api}`,
      ];
      inside(edge, ['ip', '-batch', '-'], `${lines.join('\n')}\n`);
    }

    function connect(): void {
      ip('-n', serverName, 'link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'address', mac, 'netns', edge);
      ip('-n', serverName, 'link', 'set', cable, 'master', 'switch', 'up');
      ip('-n', edge, 'link', 'set', 'eth0', 'up');
      takeAddress();
      if (!routerName) return;
      ip('-n', routerName, 'link', 'add', 'lan', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
      ip('-n', routerName, 'address', 'add', `192.168.${index}.1/24`, 'dev', 'lan');
      ip('-n', routerName, 'link', 'set', 'lan', 'up');
      ip('-n', name, 'address', 'add', `${innerAddress}/24`, 'dev', 'eth0');
      ip('-n', name, 'link', 'set', 'eth0', 'up');
      ip('-n', name, 'route', 'add', 'default', 'via', `192.168.${index}.1`);
      inside(routerName, ['sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
    }

    function plugIn(): void {
      const into = !isForwarding ? ['nomaster'] : ['master', line ? line.bridge : 'switch'];
      ip('-n', serverName, 'link', 'set', cable, ...into);
    }

    if (index > 0) connect();
    introduce({
      name: edge,
      device: index > 0 ? 'eth0' : 'switch',
      mac,
      addresses: index > 0 ? addresses : Object.values(ADDRESSES),
    });
    return {
      name,
      prefix: ['ip', 'netns', 'exec', name],
      launcher(program) {
        const file = join(folder, name);
        writeFileSync(file, `#!/bin/sh\nexec ip netns exec ${name} ${program} "$@"\n`, { mode: 0o755 });
        return file;
      },
      processes: () => ip('netns', 'pids', name).split('\n').filter(Boolean).map(Number),
      setCable: (plugged) => void ip('-n', serverName, 'link', 'set', cable, plugged ? 'up' : 'down'),
      setForwarding(on) {
        isForwarding = on;
        plugIn();
      },
      async setLine(settings) {
        if (!line && settings) {
          line = await createLine(serverName, index);
          lines.push(line);
          plugIn();
        }
        line?.set(settings ?? { delayMs: 0, lossUp: 0, lossDown: 0 });
      },
      setNat(nat) {
        if (!routerName) throw new Error('this host is behind no NAT');
        inside(routerName, ['nft', '-f', '-'], rulesOf(nat, innerAddress));
      },
      changeAddress() {
        turn += 1;
        takeAddress();
      },
    };
  }

  function close(): void {
    process.off('exit', close);
    for (const line of lines.splice(0)) line.close();
    for (const name of names.splice(0).reverse()) ip('netns', 'del', name);
    rmSync(folder, { recursive: true, force: true });
  }

  process.on('exit', close);
  ip('-n', serverName, 'link', 'add', 'switch', 'address', macOf(0), 'type', 'bridge');
  for (const address of Object.values(ADDRESSES)) {
    ip('-n', serverName, 'address', 'add', `${address}/24`, 'dev', 'switch');
  }
  ip('-n', serverName, 'link', 'set', 'switch', 'up');
  // coturn asks for one.
  ip('-n', serverName, 'route', 'add', 'default', 'dev', 'switch');

  let hosts = 0;
  return {
    server: createHost(serverName, 0, null),
    addHost({ behindNat = false } = {}) {
      hosts += 1;
      return createHost(addNamespace(`h${hosts}`), hosts, behindNat ? addNamespace(`r${hosts}`) : null);
    },
    close,
  };
}
