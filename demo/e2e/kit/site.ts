/** A site owner's page, on another origin than the product's. */
import { once } from 'node:events';
import { createServer } from 'node:http';

export interface Site {
  /** The address of a page with this body, under this content security policy if there is one. */
  page(body: string, policy?: string): string;
  close(): Promise<void>;
}

/** The two lines of the README, with attributes. */
export function snippet(server: string, attributes: string): string {
  return `<script type="module" src="${server}/voice-room.js"></script>\n<voice-room ${attributes}></voice-room>`;
}

/** Listens on `localhost`, while the product says `127.0.0.1`: two origins, both secure contexts. */
export async function startSite(): Promise<Site> {
  const pages = new Map<string, { body: string; policy: string | undefined }>();
  const server = createServer((request, response) => {
    const { body, policy } = pages.get(request.url ?? '') ?? {};
    if (policy) response.setHeader('content-security-policy', policy);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      body === undefined ? '' : `<!doctype html><html lang="en"><title>A site</title><body>${body}</body></html>`,
    );
  }).listen(0, '127.0.0.1');
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
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
