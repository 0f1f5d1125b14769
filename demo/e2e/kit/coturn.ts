/** A real TURN server (coturn) on this machine, with time-limited credentials as docs/operations.md sets it up. */
import { execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Coturn {
  /** For TURN_URLS, over UDP. */
  url: string;
  /** Each way to it, on one port. */
  urls: { udp: string; tcp: string; tls: string };
  /** What it logged so far. */
  log(): string;
  stop(): Promise<void>;
}

export interface CoturnPlace {
  address?: string;
  port?: number;
  /** The words before its command. */
  prefix?: readonly string[];
  /** Takes TLS, too, by a certificate that nobody has signed: Chromium needs `--ignore-certificate-errors`. */
  tls?: boolean;
}

/** By default on a free port of this machine, for this machine only. */
export async function startCoturn(secret: string, place: CoturnPlace = {}): Promise<Coturn> {
  const folder = mkdtempSync(join(tmpdir(), 'voice-room-turn-'));
  const { address = '127.0.0.1', port = await freePort(), prefix = [], tls = false } = place;
  const host = address.includes(':') ? `[${address}]` : address;
  const options = {
    'listening-ip': address,
    'listening-port': port,
    'relay-ip': address,
    realm: 'voice-room',
    'static-auth-secret': secret,
    userdb: join(folder, 'users'),
    pidfile: join(folder, 'pid'),
    'log-file': 'stdout',
    ...(tls && makeCertificate(folder, address)),
  };
  const flags = ['-n', '--use-auth-secret', '--allow-loopback-peers', '--no-cli', '--no-dtls', '--verbose'];
  if (!tls) flags.push('--no-tls');
  const [program = '', ...args] = [
    ...prefix,
    'turnserver',
    ...flags,
    ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
  ];
  const child = spawn(program, args);
  const exited = once(child, 'exit');
  let log = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      log += chunk;
      if (log.includes(`UDP listener opened on: ${address}:${port}`)) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`coturn ended with ${code}:\n${log}`)));
  });
  const urls = {
    udp: `turn:${host}:${port}?transport=udp`,
    tcp: `turn:${host}:${port}?transport=tcp`,
    tls: `turns:${host}:${port}?transport=tcp`,
  };
  return {
    url: urls.udp,
    urls,
    log: () => log,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function makeCertificate(folder: string, address: string): { cert: string; pkey: string } {
  const [cert, pkey] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', `/CN=${address}`, '-addext', `subjectAltName=IP:${address}`];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', pkey];
  execFileSync('openssl', ['req', '-x509', ...key, '-out', cert, '-days', '2', ...subject], { stdio: 'ignore' });
  return { cert, pkey };
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
