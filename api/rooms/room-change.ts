import type { RoomEvent } from '../../protocol/live-events.ts';
import { type CloseReason, canMove, ROOM_TRANSITIONS, type RoomStatus } from '../../protocol/states.ts';
import type { Bus, Cause } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import type { KeyedQueue } from '../db/keyed-queue.ts';
import type { Database, Sql } from '../db/orm.ts';
import { prepare, prepareWrite } from '../db/prepare.ts';
import { ApiError } from '../http/errors.ts';
import { LISTENERS, type Outbox, type WebhookFact } from '../webhooks/outbox.ts';
import type { RoomRow } from './room.entity.ts';
import { presentRoom, settingsOf } from './room.presenter.ts';

type Patch = Partial<Omit<RoomRow, 'id' | 'siteId' | 'slug' | 'createdAt' | 'updatedAt'>>;

type Settled = Pick<RoomRow, 'id' | 'status' | 'updatedAt'> & { emptySince: Date | null; startedAt: Date | null };

/** What changes whenever somebody comes or goes. */
const settled = prepareWrite<Settled>()((from, value) =>
  from
    .updateTable('rooms')
    .set({
      status: value('status'),
      emptySince: value('emptySince'),
      startedAt: value('startedAt'),
      updatedAt: value('updatedAt'),
    })
    .where('id', '=', value('id')),
);

/** One change to one room under way: its row is locked, what it tells people goes out after the commit. */
export interface RoomChange {
  readonly tx: Sql;
  readonly now: Date;
  /** As it is now; `patch` replaces it. */
  room: RoomRow;
  patch(values: Patch): Promise<void>;
  emit(event: RoomEvent): void;
  /** Whether the site has webhooks. */
  readonly heard: boolean;
  /** Tells the webhooks, if there are any: written down with the change. */
  report(fact: WebhookFact): void;
  /** Counts who is in the room. */
  countPresent(): Promise<number>;
  /** After people came or went, `count` are in it: moves its state, tells everybody, closes a room that waits for nobody. */
  settle(count: number): Promise<void>;
  close(reason: CloseReason): Promise<void>;
}

export type ChangeRoom = <T>(
  roomId: string,
  work: (change: RoomChange) => Promise<T>,
  cause?: Cause,
) => Promise<{ result: T; seq: number }>;

/**
 * Changes to a room go one after the other, through this process in a queue, which spares the database the crowd, and between instances
 * by the bus: so its events have the order of its changes.
 */
export function createChangeRoom(deps: {
  db: Database;
  bus: Bus;
  outbox: Outbox;
  queue: KeyedQueue;
  clock: Clock;
}): ChangeRoom {
  const { db, bus, outbox, queue, clock } = deps;
  const lock = prepare<{ id: string }>()((from, value) =>
    from.selectFrom('rooms').selectAll().select(LISTENERS.as('listeners')).where('id', '=', value('id')).forUpdate(),
  );
  return (roomId, work, cause) =>
    queue.run(roomId, () =>
      bus.alone(roomId, async () => {
        const events: RoomEvent[] = [];
        const facts: WebhookFact[] = [];
        const { result, reported } = await db.transaction(async (tx) => {
          const [row] = await lock(tx, { id: roomId });
          if (!row) throw new ApiError('room_not_found');
          const { listeners, ...room } = row;
          const change = startChange(tx, room, clock(), {
            emit: (event) => events.push(event),
            heard: listeners !== null,
            report: (fact) => facts.push(fact),
          });
          const result = await work(change);
          return { result, reported: await outbox.record(tx, roomId, listeners, facts, change.now) };
        });
        if (reported) outbox.announce();
        for (const event of events) await bus.publish(event, cause);
        return { result, seq: await bus.seq(roomId) };
      }),
    );
}

function startChange(
  tx: Sql,
  room: RoomRow,
  now: Date,
  { emit, heard, report }: Pick<RoomChange, 'emit' | 'heard' | 'report'>,
): RoomChange {
  return {
    tx,
    now,
    room,
    emit,
    heard,
    report,

    async patch(values) {
      const patch = { ...values, updatedAt: now };
      await tx.updateTable('rooms').set(patch).where('id', '=', room.id).execute();
      this.room = { ...this.room, ...patch };
    },

    async countPresent() {
      const row = await tx
        .selectFrom('participants')
        .select((eb) => eb.fn.countAll<string>().as('count'))
        .where('roomId', '=', room.id)
        .where('status', '<>', 'left')
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },

    async settle(count) {
      if (count === 0 && settingsOf(this.room).emptyTimeoutS === 0) return this.close('empty');
      const { status: before, emptySince, startedAt } = this.room;
      const status = move(before, steps(before, count));
      const patch =
        count > 0
          ? { status, emptySince: null, startedAt: startedAt ?? now, updatedAt: now }
          : { status, emptySince: emptySince ?? now, startedAt: startedAt ?? null, updatedAt: now };
      await settled(tx, { id: room.id, ...patch });
      this.room = { ...this.room, ...patch };
      if (status === 'active' && before !== 'active') {
        report({ type: 'room.active', data: presentRoom(this.room, count) });
      }
      emit({ type: 'room:updated', roomId: room.id, room: presentRoom(this.room, count) });
    },

    async close(reason) {
      const status = move(this.room.status, ['closed']);
      await this.patch({ status, closedAt: now, closeReason: reason, emptySince: null });
      emit({ type: 'room:closed', roomId: room.id, reason });
      report({ type: 'room.closed', data: presentRoom(this.room, 0) });
    },
  };
}

/** The states a room moves through now that `count` people are in it. `active` stays until it is empty. */
function steps(status: RoomStatus, count: number): RoomStatus[] {
  if (count === 0) return status === 'active' ? ['waiting'] : [];
  const first: RoomStatus[] = status === 'created' ? ['waiting'] : [];
  return status !== 'active' && count >= 2 ? [...first, 'active'] : first;
}

/** Where those steps lead; throws at the first one the state machine forbids. */
function move(from: RoomStatus, path: RoomStatus[]): RoomStatus {
  return path.reduce((at, to) => {
    if (canMove(ROOM_TRANSITIONS, at, to)) return to;
    throw new ApiError('invalid_transition', `A room that is ${at} cannot become ${to}.`);
  }, from);
}
