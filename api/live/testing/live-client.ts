import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { type ClientOptions, WebSocket } from 'ws';
import { isRecord, parseServerMessage } from '../../../protocol/guards.ts';
import type { ServerMessage, ServerMessageOf, ServerMessageType } from '../../../protocol/live-events.ts';

export type Sent = { type: unknown; [field: string]: unknown };

/** A client of the live socket that remembers everything it was told. */
export class LiveClient {
  readonly ws: WebSocket;
  /** Everything told so far, in order. */
  readonly heard: ServerMessage[] = [];
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  #read = 0;
  #wake: (() => void)[] = [];
  #lastRef = 0;

  constructor(ws: WebSocket) {
    this.ws = ws;
    this.closed = once(ws, 'close').then(([code]) => Number(code));
    ws.on('error', () => undefined);
    ws.on('message', (data) => {
      const message = parseServerMessage(String(data));
      assert(message, `not a message of the protocol: ${data}`);
      this.heard.push(message);
      for (const wake of this.#wake.splice(0)) wake();
    });
  }

  static async open(url: string, options: ClientOptions = {}): Promise<LiveClient> {
    const client = new LiveClient(new WebSocket(url, options));
    await once(client.ws, 'open');
    return client;
  }

  send(message: Sent | string | Buffer): void {
    this.ws.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }

  /** The next message, after those this was called for before, that fits. */
  async until<T extends ServerMessage>(fits: (message: ServerMessage) => message is T): Promise<T>;
  async until(fits: (message: ServerMessage) => boolean): Promise<ServerMessage>;
  async until(fits: (message: ServerMessage) => boolean): Promise<ServerMessage> {
    for (;;) {
      const message = this.heard[this.#read];
      if (!message) {
        await new Promise<void>((resolve) => this.#wake.push(resolve));
      } else {
        this.#read += 1;
        if (fits(message)) return message;
      }
    }
  }

  /** The next message of this type. */
  next<K extends ServerMessageType>(type: K): Promise<ServerMessageOf<K>> {
    return this.until((message): message is ServerMessageOf<K> => message.type === type);
  }

  /** Sends a command; resolves with its answer. */
  async ask(message: Sent): Promise<ServerMessage> {
    this.#lastRef += 1;
    const ref = `ref-${this.#lastRef}`;
    this.send({ ...message, ref });
    return this.until((answer) => answer.ref === ref);
  }

  /** Sends a command whose answer must be of this type. */
  async get<K extends ServerMessageType>(type: K, message: Sent): Promise<ServerMessageOf<K>> {
    const answer = await this.ask(message);
    assert.equal(answer.type, type, JSON.stringify(answer));
    const typed = (candidate: ServerMessage): candidate is ServerMessageOf<K> => candidate.type === type;
    assert(typed(answer));
    return answer;
  }

  /** Sends a command that must be refused; resolves with the code. */
  async refusal(message: Sent): Promise<string> {
    return (await this.get('room:error', message)).code;
  }

  /** A sign of life; resolves when everything sent to this client before has arrived. Leaves it all to be read. */
  async settled(): Promise<void> {
    this.#lastRef += 1;
    const ref = `ref-${this.#lastRef}`;
    this.send({ type: 'heartbeat', ref });
    while (!this.heard.some((message) => message.ref === ref)) {
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** Types heard from `start` on. */
  types(start = 0): ServerMessageType[] {
    return this.heard.slice(start).map(({ type }) => type);
  }
}

/** Asks for an upgrade that must be refused; resolves with the HTTP answer. */
export async function refusedUpgrade(url: string, options: ClientOptions = {}) {
  const ws = new WebSocket(url, options);
  ws.on('error', () => undefined);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    ws.once('unexpected-response', (_request, answer) => resolve(answer));
    ws.once('open', () => {
      ws.terminate();
      reject(new Error('the upgrade was not refused'));
    });
  });
  const body = await json(response);
  assert(isRecord(body));
  return { status: response.statusCode, type: response.headers['content-type'], code: body.code };
}
