import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { text } from 'node:stream/consumers';
import type { WebhookEvent } from '../../../protocol/webhooks.ts';
import { listen, stopListening } from '../../http/listen.ts';

const DEADLINE_MS = 40_000;

export interface Message {
  headers: IncomingHttpHeaders;
  body: string;
  event: WebhookEvent;
}

/** What to answer: a status, or whatever is written by hand. */
type Answer = (message: Message, response: ServerResponse, index: number) => number | undefined;

export interface Receiver extends AsyncDisposable {
  url: string;
  port: number;
  /** What came, in order. */
  messages: Message[];
  /** From now on. */
  answer: Answer;
  /** Resolves when what came satisfies; rejects when it does not in good time. */
  until(satisfied: (messages: Message[]) => boolean): Promise<void>;
  /** How many requests wait for an answer. */
  open(): number;
  mostOpen: number;
}

/** A program that webhooks are sent to: real HTTP, with `tls` over that. */
export async function startReceiver(
  answer: Answer = () => 204,
  wantedPort = 0,
  tls?: { key: string; cert: string },
): Promise<Receiver> {
  const waiting = new Set<() => void>();
  let open = 0;
  const listener: RequestListener = async (request, response) => {
    open += 1;
    receiver.mostOpen = Math.max(receiver.mostOpen, open);
    response.on('close', () => {
      open -= 1;
    });
    const body = await text(request);
    const message = { headers: request.headers, body, event: JSON.parse(body) };
    const index = receiver.messages.push(message) - 1;
    const status = receiver.answer(message, response, index);
    if (status !== undefined) response.writeHead(status).end();
    for (const look of waiting) look();
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  const port = await listen(server, wantedPort, '127.0.0.1');
  const receiver: Receiver = {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/hook?of=${port}`,
    port,
    messages: [],
    answer,
    mostOpen: 0,
    open: () => open,
    until(satisfied) {
      return new Promise((resolve, reject) => {
        const end = () => {
          clearTimeout(timer);
          waiting.delete(look);
        };
        const look = () => {
          if (!satisfied(receiver.messages)) return;
          end();
          resolve();
        };
        const timer = setTimeout(() => {
          end();
          reject(new Error(`Only these came: ${receiver.messages.map(({ body }) => body).join('\n')}`));
        }, DEADLINE_MS);
        waiting.add(look);
        look();
      });
    },
    [Symbol.asyncDispose]: () => stopListening(server, 0),
  };
  return receiver;
}
