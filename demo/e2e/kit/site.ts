/** A site owner's page, on another origin than the product's. */
import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface Site {
  /** The address of a page with this body, under this content security policy if there is one. */
  page(body: string, policy?: string): string;
  close(): Promise<void>;
}

/** The two lines of the README, with attributes. */
export function snippet(server: string, attributes: string): string {
  return `<script type="module" src="${server}/voice-room.js"></script>\n<voice-room ${attributes}></voice-room>`;
}

/**
 * Listens on `localhost`, while the product says `127.0.0.1`: two origins, both secure contexts. What is no page of it goes on to the
 * server `behind`, if there is one: then both are one origin, as behind a reverse proxy.
 */
export async function startSite(behind?: string): Promise<Site> {
  const pages = new Map<string, { body: string; policy: string | undefined }>();
  const server = createServer((request, response) => {
    const { body, policy } = pages.get(request.url ?? '') ?? {};
    if (body === undefined && behind) return passOn(behind, request, response);
    if (policy) response.setHeader('content-security-policy', policy);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      body === undefined ? '' : `<!doctype html><html lang="en"><title>A site</title><body>${body}</body></html>`,
    );
  }).listen(0, '127.0.0.1');
  const tunnels = new Set<Socket>();
  if (behind)
    server.on('upgrade', (request, socket: Socket, head) => {
      for (const end of [socket, passUpgradeOn(behind, request, socket, head)])
        tunnels.add(end.once('close', () => tunnels.delete(end)));
    });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    page(body, policy) {
      const path = `/${pages.size + 1}`;
      pages.set(path, { body, policy });
      return `http://localhost:${address.port}${path}`;
    },
    async close() {
      for (const tunnel of tunnels) tunnel.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function passOn(behind: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url = '/' } = request;
  const onward = ask(new URL(url, behind), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

/** The other end of the tunnel. Each end goes with the other. */
function passUpgradeOn(
  behind: string,
  { method, url, rawHeaders }: IncomingMessage,
  socket: Socket,
  head: Buffer,
): Socket {
  const { hostname, port } = new URL(behind);
  const onward = connect(Number(port), hostname);
  const lines = rawHeaders.map((text, index) => (index % 2 ? `${text}\r\n` : `${text}: `));
  onward.write(`${method} ${url} HTTP/1.1\r\n${lines.join('')}\r\n`);
  onward.write(head);
  onward.pipe(socket).pipe(onward);
  for (const [end, other] of [
    [onward, socket],
    [socket, onward],
  ] as const)
    end.on('error', () => other.destroy()).on('close', () => other.destroy());
  return onward;
}
