import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartError } from '../start-error.ts';
import { DRAIN_MS } from './draining.ts';

const REASONS: Record<string, (port: number, host: string) => string> = {
  EADDRINUSE: (port) => `Port ${port} is taken: stop the program that uses it, or set PORT to another one.`,
  EACCES: (port) => `This user may not listen on port ${port}: set PORT to 1024 or higher.`,
  EADDRNOTAVAIL: (_, host) => `This machine has no address ${host}: correct HOST.`,
  ENOTFOUND: (_, host) => `This machine has no address ${host}: correct HOST.`,
};

/** Listens; a reason why not is a StartError with one sentence. Resolves to the port, which is a free one for port 0. */
export function listen(server: Server, port: number, host?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException) => {
      const reason = REASONS[cause.code ?? '']?.(port, host ?? '');
      reject(reason ? new StartError(reason, { cause }) : cause);
    };
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
