import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { pino } from 'pino';
import type { ClientOptions } from 'ws';
import { isRecord } from '../../../protocol/guards.ts';
import { LIVE_PATH } from '../../../protocol/live-events.ts';
import { createApi } from '../../app.ts';
import type { Bus } from '../../bus/bus.ts';
import type { Config } from '../../config.ts';
import type { Database } from '../../db/orm.ts';
import { TEST_CONFIG } from '../../testing/config.ts';
import { createFakeTime, type FakeTime } from './fake-time.ts';
import { LiveClient } from './live-client.ts';

interface Options {
  db: Database;
  config?: Partial<Config>;
  time?: FakeTime;
  bus?: Bus;
}

/** A whole API with its live socket on a port of its own, on a database that outlives it; time stands still. */
export async function startLive({ db, config = {}, time = createFakeTime(), bus }: Options) {
  const logged: unknown[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) });
  const kept: Database = { ...db, close: async () => undefined };
  const api = await createApi({ config: { ...TEST_CONFIG, ...config }, log, db: kept, ...time, ...(bus && { bus }) });
  const http = createServer(api.callback).on('upgrade', api.upgrade);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  assert(isRecord(address));
  const url = `ws://127.0.0.1:${address.port}${LIVE_PATH}`;

  async function close(): Promise<void> {
    await api.close();
    http.close();
    http.closeAllConnections();
  }

  return {
    api,
    ...api.services,
    time,
    url,
    /** What went wrong, by the server's own word. */
    logged,
    close,
    /** A client that has only connected. */
    connect: (options?: ClientOptions) => LiveClient.open(url, options),
    /** A client that has authenticated. */
    async client(credential?: string): Promise<LiveClient> {
      const client = await LiveClient.open(url);
      await client.get('auth:ok', { type: 'auth', ...(credential === undefined ? {} : { credential }) });
      return client;
    },
    /** A client that is in the room. */
    async join(room: string, agentId: string, body: object = {}) {
      const client = await this.client();
      // In order of joining.
      time.advance(1);
      const joined = await client.get('room:joined', { type: 'room:join', room, agentId, ...body });
      return { client, joined, roomId: joined.roomId, participantId: joined.participantId };
    },
    async [Symbol.asyncDispose]() {
      await close();
      assert.deepEqual(logged, []);
      assert.equal(time.pending(), 0, 'a timer is left');
    },
  };
}
