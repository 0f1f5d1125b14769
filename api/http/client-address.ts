import type { IncomingMessage } from 'node:http';

type Request = Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } };

/** Where a request comes from. As many proxies stand in front as `trustProxy` says: what they wrote is believed, as for REST (koa). */
export function clientAddress({ headers, socket }: Request, trustProxy: number): string {
  const forwarded = trustProxy > 0 ? [headers['x-forwarded-for'] ?? []].flat().join(',') : '';
  const chain = forwarded.split(',').flatMap((part) => part.trim() || []);
  return chain.slice(-trustProxy)[0] ?? socket.remoteAddress ?? '';
}
