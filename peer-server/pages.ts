import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PEER_PATH } from '../protocol/peer-messages.ts';
import type { Metrics } from './metrics.ts';
import { Refusal, refuseRequest } from './problem.ts';

interface Options {
  metrics: Pick<Metrics, 'text' | 'contentType'>;
  /** Who may see the metrics: who has this key, everybody, or nobody. */
  metricsFor: { key: string } | 'everybody' | 'nobody';
  /** What it cannot do without, by name, and whether that works. */
  checks: Readonly<Record<string, () => boolean>>;
}

type Page = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What a signalling server on its own says over plain HTTP: for load balancers and Prometheus. */
export function createPages({ metrics, metricsFor, checks }: Options): Page {
  const pages: Record<string, Page> = {
    '/healthz': async (_request, response) => answer(response, 200, { status: 'ok' }),

    '/readyz': async (_request, response) => {
      const states = Object.entries(checks).map(([name, check]) => [name, check() ? 'ok' : 'failed']);
      const isReady = states.every(([, state]) => state === 'ok');
      const status = isReady ? 'ok' : 'unavailable';
      answer(response, isReady ? 200 : 503, { status, checks: Object.fromEntries(states) });
    },

    '/metrics': async ({ headers }, response) => {
      if (metricsFor === 'nobody') throw new Refusal('forbidden', 'Set ADMIN_KEY to see the metrics.');
      const isFree = metricsFor === 'everybody';
      if (!isFree && !isSame(headers.authorization ?? '', `Bearer ${metricsFor.key}`)) {
        throw new Refusal('unauthenticated', 'The metrics are for who has ADMIN_KEY.');
      }
      const text = await metrics.text();
      response.writeHead(200, { 'Content-Type': metrics.contentType }).end(text);
    },
  };

  return async (request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '/';
    const page = request.method === 'GET' || request.method === 'HEAD' ? pages[path] : undefined;
    try {
      if (!page) throw new Refusal('not_found', `This is a signalling server; its socket is ${PEER_PATH}/peerjs.`);
      await page(request, response);
    } catch (error) {
      refuseRequest(response, error instanceof Refusal ? error : new Refusal('internal', 'Something went wrong.'));
    }
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}

/** Compares digests: equal in length, so that the time it takes tells nothing. */
function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', wanted, 'buffer'));
}
