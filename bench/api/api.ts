/**
 * `npm run bench:api`: a room, a page of 100,000 rooms, a join and a leave, against the same written by hand in Koa and pg
 * (bench/bare/api.ts), on one PostgreSQL database. Both run at once; rounds of both alternate. Ours does everything that it does in
 * production: credential, rate limit, validation, ETag, and the rest that the other leaves out.
 */
import { Client as Database } from 'pg';
import { pino } from 'pino';
import { startPostgres } from '../../.ci/postgres.ts';
import { openDatabase } from '../../api/db/orm.ts';
import { percentile, type Row, report } from '../report.ts';
import { Client } from './client.ts';
import { type Server, startServer } from './servers.ts';

const ROOMS = 100_000;
/** Rooms with people in them, in which the joins happen. */
const BUSY = 1000;
const ROUNDS = Number(process.argv[2] ?? 9);
const WARM_UP = 2;
const ROUND_MS = 1500;
const CONNECTIONS = 16;
const ADMIN_KEY = 'an-admin-key-for-measuring';

const SETTINGS = {
  NODE_ENV: 'production',
  TOKEN_SECRET: 'a token secret for measuring, of good length',
  ADMIN_KEY,
  ALLOWED_ORIGINS: 'https://example.com',
  // So many that none is refused, and all are counted.
  RATE_LIMIT_ADDRESS: '1000000000',
  RATE_LIMIT_CREDENTIAL: '1000000000',
};

const idOf = (n: number) => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
const sqlId = (n: string) => `(lpad(to_hex(${n}), 8, '0') || '-0000-4000-8000-000000000000')::uuid`;
const FILL = `
  insert into rooms (id, slug, name, status, max_participants, created_at, updated_at)
    select ${sqlId('n')}, 'room-' || n, 'Room ' || n, case when n <= ${BUSY} then 'active' else 'created' end, 1000, at, at
    from (select n, now() - n * interval '1 second' as at from generate_series(1, ${ROOMS}) n) as made;
  insert into participants (id, room_id, agent_id, display_name, role, status, joined_at, last_seen_at)
    select ${sqlId('n')}, ${sqlId(`n % ${BUSY} + 1`)}, 'agent-' || n, 'Somebody', 'speaker', 'connected', now(), now() + interval '1 day'
    from generate_series(1, ${BUSY * 2}) n;
  insert into sessions (id, room_id, participant_id, agent_id, started_at)
    select id, room_id, id, agent_id, joined_at from participants;
`;

const busyRoom = () => idOf(1 + Math.floor(Math.random() * BUSY));

/** What is done over and over; so many requests each. */
const WORK: Record<string, { requests: number; aim: number; once(client: Client): Promise<unknown> }> = {
  'GET room': { requests: 1, aim: 0.8, once: (client) => client.ask('GET', `/rooms/${busyRoom()}`) },
  'list 50 of 100,000 rooms': { requests: 1, aim: 0.8, once: (client) => client.ask('GET', '/rooms?limit=50') },
  'join + leave': {
    requests: 2,
    aim: 0.7,
    async once(client) {
      const room = busyRoom();
      const body = JSON.stringify({ agentId: `agent-${Math.random()}` });
      const joined = JSON.parse(await client.ask('POST', `/rooms/${room}/participants`, body));
      await client.ask('DELETE', `/rooms/${room}/participants/${joined.participant.id}?reason=left`);
    },
  },
};

interface Round {
  perSecond: number;
  cpuMs: number;
}

async function round(server: Server, clients: Client[], once: (client: Client) => Promise<unknown>): Promise<Round> {
  const cpu = server.cpuMs();
  const started = performance.now();
  let done = 0;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() - started < ROUND_MS) {
        await once(client);
        done += 1;
      }
    }),
  );
  return {
    perSecond: done / ((performance.now() - started) / 1000),
    cpuMs: (server.cpuMs() - cpu) / done,
  };
}

async function measure(url: string): Promise<Row[]> {
  const env = { ...SETTINGS, DATABASE_URL: url };
  const servers = [await startServer('api/main.ts', env), await startServer('bench/bare/api.ts', env)] as const;
  try {
    const [ours, bare] = await Promise.all(
      servers.map(async (server) => {
        const open = () => Client.open(server.url, `Authorization: Bearer ${ADMIN_KEY}\r\n`);
        return { server, clients: await Promise.all(Array.from({ length: CONNECTIONS }, open)) };
      }),
    );
    if (!ours || !bare) return [];
    const rows: Row[] = [];
    for (const [what, { aim, once }] of Object.entries(WORK)) {
      const results: [Round, Round][] = [];
      // The first is to warm up.
      // The first ones are to warm up.
      for (let n = 0; n < WARM_UP + ROUNDS; n += 1) {
        results.push([await round(ours.server, ours.clients, once), await round(bare.server, bare.clients, once)]);
      }
      const median = (pick: (pair: [Round, Round]) => number) => percentile(results.slice(WARM_UP).map(pick), 0.5);
      rows.push({
        what,
        'voice-room /s': Math.round(median(([{ perSecond }]) => perSecond)),
        'Koa + pg /s': Math.round(median(([, { perSecond }]) => perSecond)),
        'median ratio': median(([mine, other]) => mine.perSecond / other.perSecond).toFixed(2),
        aim: `>= ${aim}`,
        'voice-room CPU ms': median(([{ cpuMs }]) => cpuMs).toFixed(2),
        'Koa + pg CPU ms': median(([, { cpuMs }]) => cpuMs).toFixed(2),
      });
    }
    for (const { clients } of [ours, bare]) for (const client of clients) client.close();
    return rows;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

const postgres = await startPostgres();
try {
  await (await openDatabase({ url: postgres.url }, pino({ level: 'silent' }))).close();
  const database = new Database({ connectionString: postgres.url });
  await database.connect();
  await database.query(FILL);
  await database.query('vacuum analyze');
  await database.end();
  report('api', await measure(postgres.url), { rounds: ROUNDS, connections: CONNECTIONS });
} finally {
  await postgres.stop();
}
