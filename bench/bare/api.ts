/**
 * The named reference of bench/api: what one writes by hand in Koa and pg for the same four requests, on the same tables. It answers
 * the same JSON, joins in the same transaction (lock the room, count, two inserts, one update), and signs the same two JWTs with the
 * same library. It leaves out what nobody writes for a measurement: credentials, rate limits, validation beyond what the SQL needs,
 * ETags, gzip, CORS, request ids, idempotency, metrics, room settings, takeover by the same agent, and telling anybody live.
 */
import { createSecretKey, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { Router } from '@koa/router';
import { SignJWT } from 'jose';
import Koa from 'koa';
import { Pool, type PoolClient } from 'pg';

const key = createSecretKey(process.env['TOKEN_SECRET'] ?? '', 'utf8');
const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
const SETTINGS = {
  emptyTimeoutS: 300,
  maxDurationS: null,
  locked: false,
  speakersOnly: false,
  multiAgent: 'takeover',
  chat: true,
};

const ROOM = `select rooms.*, (select count(*)::int from participants where room_id = rooms.id and status <> 'left') as count from rooms`;

type Row = Record<string, never>;

const room = (row: Row, count: number) => ({
  id: row['id'],
  slug: row['slug'],
  name: row['name'],
  status: row['status'],
  maxParticipants: row['max_participants'],
  participantCount: count,
  settings: Object.assign({}, SETTINGS, row['settings']),
  metadata: row['metadata'],
  createdAt: row['created_at'],
  updatedAt: row['updated_at'],
  closedAt: row['closed_at'],
});

const participant = (row: Row) => ({
  id: row['id'],
  roomId: row['room_id'],
  agentId: row['agent_id'],
  displayName: row['display_name'],
  avatar: row['avatar'],
  role: row['role'],
  status: row['status'],
  muted: row['muted'],
  serverMuted: row['server_muted'],
  deafened: row['deafened'],
  handRaisedAt: row['hand_raised_at'],
  metadata: row['metadata'],
  joinedAt: row['joined_at'],
  leftAt: row['left_at'],
  leaveReason: row['leave_reason'],
});

const session = (row: Row) => ({
  id: row['id'],
  roomId: row['room_id'],
  participantId: row['participant_id'],
  agentId: row['agent_id'],
  status: row['status'],
  startedAt: row['started_at'],
  endedAt: row['ended_at'],
  durationS: 0,
  endReason: row['end_reason'],
  stats: row['stats'],
});

async function transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

function sign(audience: string, sub: string, roomId: string, lifeS: number): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ room: roomId })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(audience)
    .setSubject(sub)
    .setIssuedAt(now)
    .setExpirationTime(now + lifeS)
    .sign(key);
}

const join = (roomId: string, agentId: string) =>
  transaction(async (client) => {
    const locked = (await client.query('select * from rooms where id = $1 for update', [roomId])).rows[0];
    const present = await client.query(
      `select * from participants where room_id = $1 and status <> 'left' order by joined_at, id`,
      [roomId],
    );
    if (!locked || locked.status === 'closed' || present.rows.length >= locked.max_participants) throw new Error('no');
    const now = new Date();
    const made = await client.query(
      `insert into participants (id, room_id, agent_id, display_name, role, joined_at, last_seen_at)
       values ($1, $2, $3, $3, 'speaker', $4, $4) returning *`,
      [randomUUID(), roomId, agentId, now],
    );
    const started = await client.query(
      'insert into sessions (id, room_id, participant_id, agent_id, started_at) values ($1, $2, $3, $4, $5) returning *',
      [randomUUID(), roomId, made.rows[0].id, agentId, now],
    );
    const status = present.rows.length > 0 ? 'active' : 'waiting';
    const after = await client.query(
      `update rooms set status = $2, empty_since = null, started_at = coalesce(started_at, $3), updated_at = $3 where id = $1 returning *`,
      [roomId, status, now],
    );
    return { made: made.rows[0], started: started.rows[0], room: after.rows[0], present: present.rows };
  });

const leave = (roomId: string, id: string) =>
  transaction(async (client) => {
    await client.query('select * from rooms where id = $1 for update', [roomId]);
    const now = new Date();
    await client.query(
      `update participants set status = 'left', left_at = $2, leave_reason = 'left' where id = $1 and status <> 'left'`,
      [id, now],
    );
    await client.query(
      `update sessions set status = 'completed', ended_at = $2, end_reason = 'left' where participant_id = $1 and status = 'active'`,
      [id, now],
    );
    const { rows } = await client.query(
      `select count(*)::int as count from participants where room_id = $1 and status <> 'left'`,
      [roomId],
    );
    if (rows[0].count > 0) await client.query('update rooms set updated_at = $2 where id = $1', [roomId, now]);
    else {
      await client.query(`update rooms set status = 'waiting', empty_since = $2, updated_at = $2 where id = $1`, [
        roomId,
        now,
      ]);
    }
  });

const router = new Router({ prefix: '/api/v1' });
router.get('/rooms/:room', async (ctx) => {
  const { rows } = await pool.query(`${ROOM} where id = $1`, [ctx.params['room']]);
  if (rows[0]) ctx.body = room(rows[0], rows[0].count);
});
router.get('/rooms', async (ctx) => {
  const limit = Number(ctx.query['limit'] ?? 50);
  const { rows } = await pool.query(`${ROOM} where site_id = 'default' order by created_at desc, id desc limit $1`, [
    limit + 1,
  ]);
  const last = rows.length > limit ? rows[limit - 1] : null;
  const nextCursor = last && Buffer.from(JSON.stringify({ t: +last.created_at, i: last.id })).toString('base64url');
  ctx.body = { data: rows.slice(0, limit).map((row) => room(row, row.count)), nextCursor };
});
router.post('/rooms/:room/participants', async (ctx) => {
  const roomId = String(ctx.params['room']);
  const { agentId } = (await json(ctx.req as IncomingMessage)) as { agentId: string };
  const joined = await join(roomId, agentId);
  const id: string = joined.made.id;
  ctx.status = 201;
  ctx.body = {
    participant: participant(joined.made),
    session: session(joined.started),
    room: room(joined.room, joined.present.length + 1),
    peers: joined.present.map(participant),
    token: await sign('participant', id, roomId, 86_400),
    iceServers: [],
    signaling: {
      url: '/peer',
      peerId: id,
      token: await sign('peer', id, roomId, 600),
      expiresAt: new Date(Date.now() + 600_000),
    },
  };
});
router.delete('/rooms/:room/participants/:participant', async (ctx) => {
  await leave(String(ctx.params['room']), String(ctx.params['participant']));
  ctx.status = 204;
});

const app = new Koa();
app.use(router.routes());
const server = createServer(app.callback()).listen(Number(process.env['PORT']), '127.0.0.1');
await once(server, 'listening');
console.log(JSON.stringify({ port: Object(server.address()).port }));
process.once('SIGINT', () => {
  server.close(() => void pool.end());
  server.closeAllConnections();
});
