import { createServer } from 'node:http';
import type { LookupFunction } from 'node:net';
import { after, before } from 'node:test';
import type { Issue, JoinBody, JoinResult } from '../../protocol/rest.ts';
import { type Api, createApi } from '../app.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/orm.ts';
import { listen, stopListening } from '../http/listen.ts';
import { createLog } from '../log.ts';
import { assertDescribed } from './answers.ts';
import { TEST_CONFIG } from './config.ts';
import { forEachDatabase } from './databases.ts';

export { ADMIN_KEY } from './config.ts';

interface Options {
  config?: Partial<Config>;
  clock?: TestClock;
  lookup?: LookupFunction;
}

/** Stands still but for one millisecond each time it is read, so that what happens later is later. */
export interface TestClock {
  (): Date;
  advance(seconds: number): void;
}

export function createTestClock(): TestClock {
  let now = Date.parse('2026-01-01T12:00:00Z');
  const clock = () => {
    now += 1;
    return new Date(now);
  };
  return Object.assign(clock, {
    advance(seconds: number) {
      now += seconds * 1000;
    },
  });
}

interface RequestOptions {
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is, as `type`. */
  raw?: string | Uint8Array<ArrayBuffer>;
  type?: string;
  token?: string;
  origin?: string;
  headers?: Record<string, string>;
}

/** The bodies a test may expect: what is there is for the test to assert. */
export type Body = Record<string, unknown> & { code?: string; issues?: Issue[] };

export interface Answer<T = Body> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Harness extends AsyncDisposable {
  api: Api;
  db: Database;
  clock: TestClock;
  url: string;
  /** What the server logged as an error. */
  errors: string[];
  /** `GET /rooms`, `POST /rooms/lobby/participants`, …, below `/api/v1`. The answer must be as the API’s description says. */
  request<T = Body>(line: string, options?: RequestOptions): Promise<Answer<T>>;
  /** Joins and expects to get in. */
  join(room: string, agentId: string, body?: Partial<JoinBody>): Promise<JoinResult>;
}

/** Nobody out there is spoken to: no name has an address. */
const lookupNothing: LookupFunction = (host, _options, callback) =>
  callback(Object.assign(new Error(`${host} is not known`), { code: 'ENOTFOUND' }), '');

/** A whole API on a port of its own, over an open database, which closes with it. */
export async function startApi(
  db: Database,
  { config, clock = createTestClock(), lookup = lookupNothing }: Options = {},
): Promise<Harness> {
  const errors: string[] = [];
  const log = createLog({ logLevel: 'error' }, { write: (line: string) => void errors.push(line) });
  const api = await createApi({ config: { ...TEST_CONFIG, ...config }, log, clock, db, lookup });
  const server = createServer(api.callback);
  const port = await listen(server, 0, '127.0.0.1');
  const url = `http://127.0.0.1:${port}`;

  async function request<T = Body>(line: string, options: RequestOptions = {}): Promise<Answer<T>> {
    const [method = 'GET', path = '/'] = line.split(' ');
    const headers = new Headers(options.headers);
    const body = options.raw ?? (options.json === undefined ? undefined : JSON.stringify(options.json));
    if (body !== undefined) headers.set('content-type', options.type ?? 'application/json');
    if (options.token !== undefined) headers.set('authorization', `Bearer ${options.token}`);
    if (options.origin !== undefined) headers.set('origin', options.origin);
    const init = { method, headers, ...(body === undefined ? {} : { body }) };
    const response = await fetch(`${url}/api/v1${path}`, init);
    const text = await response.text();
    const answer = text ? JSON.parse(text) : {};
    assertDescribed(api.routes, line, response.status, answer);
    return { status: response.status, headers: response.headers, body: answer };
  }

  return {
    api,
    db,
    clock,
    url,
    errors,
    request,
    async join(room, agentId, body = {}) {
      const answer = await request<JoinResult>(`POST /rooms/${room}/participants`, { json: { agentId, ...body } });
      if (answer.status !== 201) throw new Error(`${agentId} was not let into ${room}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    async [Symbol.asyncDispose]() {
      await stopListening(server, 0);
      await api.close();
    },
  };
}

/** Registers the tests once for each database, with one API for all of them: they keep apart by using rooms of their own. */
export function forEachApi(tests: (api: Harness) => void, options?: Options): void {
  forEachDatabase((open) => {
    const harness: Partial<Harness> = {};
    const stack = new AsyncDisposableStack();
    before(async () => {
      const db = await open();
      stack.defer(() => db[Symbol.asyncDispose]());
      Object.assign(harness, stack.use(await startApi({ ...db, close: async () => {} }, options)));
    });
    after(() => stack.disposeAsync());
    tests(harness as Harness);
  });
}
