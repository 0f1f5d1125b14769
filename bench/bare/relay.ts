/** The named reference of bench/join: a ws server that passes JSON from one page to another, and the page itself. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { WebSocketServer } from 'ws';

export interface Bare {
  url: string;
  close(): Promise<void>;
}

export async function startBare(): Promise<Bare> {
  const script = stripTypeScriptTypes(readFileSync(new URL('./page.ts', import.meta.url), 'utf8'));
  const http = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(
      isScript ? script : '<!doctype html><title>bare</title><script type="module" src="/page.js"></script>',
    );
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const sockets = new WebSocketServer({ server: http });
  let ids = 0;
  sockets.on('connection', (socket) => {
    const id = String(++ids);
    Object.assign(socket, { id });
    socket.send(JSON.stringify({ id }));
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as { to: string };
      for (const other of sockets.clients)
        if ((other as unknown as { id: string }).id === message.to)
          other.send(JSON.stringify({ ...message, from: id }));
    });
  });
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
