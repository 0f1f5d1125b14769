/**
 * The named references of bench/join and bench/lab: a ws server that passes JSON from one page to another, that page itself, and at
 * `/peerjs` the page of stock PeerJS.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { WebSocketServer } from 'ws';

export interface Bare {
  url: string;
  close(): Promise<void>;
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const page = (script: string, library = '') =>
  `<!doctype html><title>bare</title>${library}<script type="module" src="${script}"></script>`;

const FILES: Record<string, () => string> = {
  '/': () => page('/page.js'),
  '/page.js': () => stripTypeScriptTypes(read('./page.ts')),
  '/peerjs': () => page('/peerjs-page.js', '<script src="/peerjs.min.js"></script>'),
  '/peerjs-page.js': () => stripTypeScriptTypes(read('./peerjs-page.ts')),
  '/peerjs.min.js': () => read('../../node_modules/peerjs/dist/peerjs.min.js'),
};

export async function startBare(port = 0, host = '127.0.0.1'): Promise<Bare> {
  const http = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '/';
    const file = FILES[path];
    response.writeHead(file ? 200 : 404, { 'content-type': path.endsWith('.js') ? 'text/javascript' : 'text/html' });
    response.end(file?.());
  }).listen(port, host);
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
    url: `http://${host}:${address.port}/`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
