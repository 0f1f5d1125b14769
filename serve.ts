/** `npm start`: API, live socket, signalling, widget and demo in one process on one port. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { createApi } from './api/app.ts';
import { publicHost, readConfig } from './api/config.ts';
import { listen, stopListening } from './api/http/listen.ts';
import { createLog } from './api/log.ts';
import { StartError } from './api/start-error.ts';
import { createPeerServer } from './peer-server/peer-server.ts';
import { asksForWebSocket } from './protocol/guards.ts';
import { PEER_PATH } from './protocol/peer-messages.ts';
import { connectRedis } from './redis/redis.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const folder = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The widget, for pages of any origin: the loader is asked for anew each time, its chunks are named by their content. */
const widget = sirv(folder('dist'), {
  gzip: true,
  brotli: true,
  etag: true,
  setHeaders(response, path) {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('cross-origin-resource-policy', 'cross-origin');
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader(
      'cache-control',
      path.startsWith('/chunks/') ? 'public, max-age=31536000, immutable' : 'public, no-cache',
    );
  },
});
const demo = sirv(folder('demo'), {
  etag: true,
  setHeaders(response) {
    response.setHeader('x-content-type-options', 'nosniff');
    // The address of a room is an invitation: it is nobody else's business.
    response.setHeader('referrer-policy', 'no-referrer');
  },
});

/** The files of the widget, then the demo's pages, then `otherwise`. */
function files(otherwise: Handler): Handler {
  return (request, response) => {
    const read = request.method === 'GET' || request.method === 'HEAD';
    const path = request.url?.split('?', 1)[0] ?? '/';
    if (/^\/r\/[^/]+$/.test(path)) request.url = '/room.html';
    const page = path === '/' || /^\/(r\/[^/]+|[\w-]+\.(html|css|m?js|svg))$/.test(path);
    if (!read) return otherwise(request, response);
    widget(request, response, () =>
      page ? demo(request, response, () => otherwise(request, response)) : otherwise(request, response),
    );
  };
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config);
  const api = await createApi({ config, log });
  const redis = config.redisUrl === undefined ? undefined : await connectRedis(config.redisUrl, log);
  const peers = createPeerServer({
    secret: config.tokenSecret,
    onRelay: (type) => api.metrics.messageRelayed(type),
    allowOrigin: async (origin) => origin === undefined || api.isAllowedAnywhere(origin),
    log,
    redis,
  });
  const isApi = (url = '/') => /^\/(api\/|healthz|readyz|metrics)/.test(url);
  const pages = files(api.callback);
  const server = createServer({ shouldUpgradeCallback: asksForWebSocket }, (request, response) =>
    isApi(request.url) ? api.callback(request, response) : pages(request, response),
  );
  server.on('upgrade', (request, socket, head) => {
    const servesIt = request.url?.startsWith(`${PEER_PATH}/`) ? peers : api;
    servesIt.upgrade(request, socket, head);
  });

  const stop = async () => {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    const closed = stopListening(server);
    // Requests under way end first, then the sockets, then the database.
    await api.drain();
    await Promise.all([peers.close().then(() => redis?.close()), api.close()]);
    await closed;
  };
  try {
    const port = await listen(server, config.port, config.host);
    process.on('SIGINT', stop).on('SIGTERM', stop);
    announce(config.publicUrl ?? `http://${publicHost(undefined, config.host) ?? 'localhost'}:${port}`);
  } catch (error) {
    await Promise.all([peers.close().then(() => redis?.close()), api.close()]);
    throw error;
  }
}

function announce(url: string): void {
  console.log(`
voice-room is at ${url}

Paste this where people should talk:

  <script type="module" src="${url}/voice-room.js"></script>
  <voice-room room="lobby"></voice-room>
`);
}

start().catch((error: unknown) => {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
});
