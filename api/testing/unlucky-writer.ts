/**
 * A process that is there to be killed: opens the embedded database in the given directory, says whether it is as it should be, then goes
 * on writing, several transactions at a time, and says of each when it is acknowledged. Started by `db/killed.test.ts`.
 */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { type Database, openDatabase } from '../db/orm.ts';

const WRITERS = 4;

/** One line of the process. */
export type Line =
  | { ready: { slugs: string[]; halves: number; pending: number; difference: string } }
  | { wrote: string };

const say = (line: Line) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** A room and the one who is in it, in one transaction as a join makes them. */
async function write(db: Database, slug: string): Promise<void> {
  const now = new Date();
  const id = randomUUID();
  await db.transaction(async (tx) => {
    await tx
      .insertInto('rooms')
      .values({
        id,
        siteId: 'default',
        slug,
        name: slug,
        status: 'waiting',
        maxParticipants: 2,
        createdAt: now,
        updatedAt: now,
      })
      .execute();
    await tx
      .insertInto('participants')
      .values({
        id: randomUUID(),
        roomId: id,
        agentId: slug,
        displayName: slug,
        role: 'speaker',
        status: 'connected',
        muted: false,
        serverMuted: false,
        deafened: false,
        metadata: {},
        joinedAt: now,
        lastSeenAt: now,
      })
      .execute();
  });
}

async function main(dataDir: string, round: string): Promise<void> {
  const db = await openDatabase({ dataDir }, pino({ level: 'silent' }));
  const rooms = await db.sql
    .selectFrom('rooms')
    .leftJoin('participants', 'participants.roomId', 'rooms.id')
    .select(['rooms.slug', 'participants.id'])
    .execute();
  const [pending, difference] = [await db.pendingMigrations(), await db.schemaDifference()];
  const halves = rooms.filter(({ id }) => id === null).length;
  say({ ready: { slugs: rooms.map(({ slug }) => slug), halves, pending, difference } });
  let count = 0;
  const writeOn = async (): Promise<never> => {
    for (;;) {
      count += 1;
      const slug = `round-${round}-${count}`;
      await write(db, slug);
      say({ wrote: slug });
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writeOn));
}

const [dataDir = '', round = ''] = process.argv.slice(2);
await main(dataDir, round);
