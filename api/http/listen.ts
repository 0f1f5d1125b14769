import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartError } from '../start-error.ts';
import { DRAIN_MS } from './draining.ts';

interface Place {
  port: number;
  host: string | undefined;
  /** The setting that names the port. */
  setting: 'PORT' | 'STUN_PORT';
}

const REASONS: Record<string, (place: Place) => string> = {
  EADDRINUSE: ({ port, setting }) =>
    `Port ${port} is taken: stop the program that uses it, or set ${setting} to another one.`,
  EACCES: ({ port, setting }) => `This user may not listen on port ${port}: set ${setting} to 1024 or higher.`,
  EADDRNOTAVAIL: ({ host }) => `This machine has no address ${host}: correct HOST.`,
  ENOTFOUND: ({ host }) => `This machine has no address ${host}: correct HOST.`,
};

/** A StartError with one sentence for the usual reasons; any other error as it is. */
export function reasonNotToListen(cause: unknown, place: Place): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const reason = REASONS[code]?.(place);
  return reason ? new StartError(reason, { cause }) : cause;
}

/** Listens; a reason why not is a StartError with one sentence. Resolves to the port, which is a free one for port 0. */
export function listen(server: Server, port: number, host?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) => reject(reasonNotToListen(cause, { port, host, setting: 'PORT' }));
    server.once('error', fail);
    server.listen({ port, host }, () => {
      server.off('error', fail);
      resolve(portOf(server.address()));
    });
  });
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === 'object' && address ? address.port : 0;
}

/** Takes no more requests, answers those under way, and drops what is still open after `graceMs`. */
export async function stopListening(server: Server, graceMs = DRAIN_MS): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  server.closeIdleConnections();
  await closed;
  clearTimeout(timer);
}
