/**
 * Random sequences of what people, moderators, backends and crashes do to a room, against a small model of the rules: each step is
 * answered as the model says, and in the end the database, what a watcher was told over the live socket, and the webhooks that were
 * received agree with it. A failure prints the shortest story. The stories are the same each time: `MODEL_SEED` tells others,
 * `MODEL_RUNS` as many as it says of each database, however long that takes (500, which is 1,000 in all, take minutes).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PRESENCE_TTL_MS } from '../protocol/limits.ts';
import type { RoomEvent, RoomMessage } from '../protocol/live-events.ts';
import type { WebhookEvent } from '../protocol/webhooks.ts';
import type { Actor } from './auth/actor.ts';
import type { Cause } from './bus/bus.ts';
import { MemoryBus } from './bus/memory-bus.ts';
import { ApiError } from './http/errors.ts';
import { startLive } from './live/testing/live-harness.ts';
import { forEachDatabase, type TestDatabase } from './testing/databases.ts';
import { type By, MODEL_RULES, RoomModel, type Stay, type Step } from './testing/room-model.ts';
import { RoomWatcher } from './testing/room-watcher.ts';
import { type Message, startReceiver } from './webhooks/testing/receiver.ts';

/** For each database: 1,000 in all. */
const RUNS = Number(process.env.MODEL_RUNS ?? 500);
const SEED = Number(process.env.MODEL_SEED ?? 20261121);
/** Of one database; a slow machine tells fewer stories rather than taking longer, unless a number was asked for. */
const LIMIT_MS = process.env.MODEL_RUNS ? 3_600_000 : 8_000;
/** However slow the machine is. */
const LEAST_STORIES = Math.min(10, RUNS);

const OPEN: Actor = { kind: 'open', siteId: 'default' };
const BACKEND: Actor = { kind: 'admin', siteId: 'default' };

const AGENTS = ['anna', 'ben', 'carl', 'dora'];
const agent = fc.constantFrom(...AGENTS);
const by: fc.Arbitrary<By> = fc.oneof(
  { weight: 1, arbitrary: fc.constant('backend') },
  { weight: 3, arbitrary: agent },
);
const flag = fc.boolean();
const weighted = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });

const step: fc.Arbitrary<Step> = fc.oneof(
  weighted(8, fc.record({ do: fc.constant('join' as const), agent })),
  weighted(3, fc.record({ do: fc.constant('leave' as const), agent })),
  weighted(2, fc.record({ do: fc.constant('mute' as const), agent, muted: flag })),
  weighted(3, fc.record({ do: fc.constant('serverMute' as const), by, agent, muted: flag })),
  weighted(
    4,
    fc.record({
      do: fc.constant('role' as const),
      by,
      agent,
      role: fc.constantFrom('moderator' as const, 'speaker' as const, 'listener' as const),
    }),
  ),
  weighted(2, fc.record({ do: fc.constant('remove' as const), by, agent })),
  weighted(
    2,
    fc.record({ do: fc.constant('removeAndBan' as const), by, agent, ban: fc.constantFrom(true as const, 13, 31) }),
  ),
  weighted(1, fc.record({ do: fc.constant('ban' as const), by, agent })),
  weighted(3, fc.record({ do: fc.constant('lift' as const), by, agent })),
  weighted(1, fc.record({ do: fc.constant('settings' as const), by, locked: flag })),
  weighted(1, fc.record({ do: fc.constant('settings' as const), by, speakersOnly: flag })),
  weighted(1, fc.record({ do: fc.constant('close' as const) })),
  // No sum of them is near to what something waits for.
  weighted(2, fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(7, 20, 45, 310) })),
);

/** A step, and whether the server dies then: after its commit, before anybody is told. */
const scripted = fc.record({ step, dies: fc.oneof(weighted(40, fc.constant(false)), weighted(1, fc.constant(true))) });

/** Time in which nothing happens by itself. */
function createStillTime() {
  const time = { now: Date.parse('2026-01-01T12:00:00Z') };
  const idle = () => () => {};
  return Object.assign(time, {
    clock: () => new Date(time.now),
    timers: { after: idle, every: idle },
    advance: () => {},
    pending: () => 0,
  });
}

/** The bus of a server that can be killed: from then on nobody hears of what it did. */
class MortalBus extends MemoryBus {
  dead = false;

  override async publish(event: RoomEvent, cause?: Cause): Promise<RoomMessage> {
    return this.dead ? { ...event, seq: 0 } : super.publish(event, cause);
  }
}

/** The product on one database: one server after the other, and who hears from it. */
async function startProduct(db: TestDatabase) {
  const time = createStillTime();
  const receiver = await startReceiver();
  const ended: Promise<void>[] = [];
  let bus = new MortalBus();
  const boot = () => startLive({ db, time, bus, config: { maxParticipants: MODEL_RULES.maxParticipants } });
  let live = await boot();
  await live.webhooks.create(BACKEND, { url: receiver.url, events: null, description: '', disabled: false });

  return {
    time,
    receiver,
    get live() {
      return live;
    },
    /** Done by a server that dies of it: it is written down, and nobody is told. Another server takes its place. */
    async killedBy(work: () => Promise<unknown>): Promise<void> {
      bus.dead = true;
      await work();
      const dead = live;
      bus = new MortalBus();
      live = await boot();
      ended.push(dead.close());
    },
    async [Symbol.asyncDispose]() {
      await live.close();
      await Promise.all(ended);
      await receiver[Symbol.asyncDispose]();
    },
  };
}

type Product = Awaited<ReturnType<typeof startProduct>>;

/** Everything one slug goes through, in the product and in the model. */
class Story {
  readonly model = new RoomModel();
  readonly slug: string;
  readonly #product: Product;
  readonly #ids = new Map<Stay, string>();
  #watcher: RoomWatcher;

  private constructor(product: Product, slug: string, watcher: RoomWatcher) {
    this.#product = product;
    this.slug = slug;
    this.#watcher = watcher;
  }

  static async begin(product: Product, slug: string): Promise<Story> {
    return new Story(product, slug, await RoomWatcher.open(product.live.url, slug));
  }

  async tell(step: Step, dies: boolean): Promise<void> {
    const { time, live } = this.#product;
    time.now += step.do === 'wait' ? step.seconds * 1000 : 1;
    // Before the model moves on: who is meant, and who asks.
    const target = 'agent' in step ? this.#idOf(step.agent) : undefined;
    const actor = 'by' in step ? await this.#actor(step.by) : OPEN;
    const self = 'agent' in step ? await this.#actor(step.agent) : OPEN;
    const expected = this.model.apply(step, time.now);
    let outcome: string | null = null;
    const work = async () => {
      outcome = expected === null ? null : await outcomeOf(this.#perform(step, { actor, self, target }));
    };
    if (!dies) await work();
    else {
      await this.#watcher.close();
      await this.#product.killedBy(work);
      await this.#clearUp();
      this.model.apply({ do: 'wait', seconds: 0 }, time.now);
      this.#watcher = await RoomWatcher.open(this.#product.live.url, this.slug);
    }
    assert.equal(outcome, expected, `${JSON.stringify(step)}${live === this.#product.live ? '' : ', then killed'}`);
  }

  async #perform(step: Step, { actor, self, target = '' }: { actor: Actor; self: Actor; target?: string | undefined }) {
    const { live } = this.#product;
    const { slug } = this;
    switch (step.do) {
      case 'join': {
        const { result } = await live.participants.join(OPEN, slug, { agentId: step.agent });
        const stay = this.model.stayOf(step.agent);
        if (stay) this.#ids.set(stay, result.participant.id);
        return;
      }
      case 'leave':
        return live.participants.leave(self, slug, target);
      case 'mute':
        return live.participants.update(self, slug, target, { muted: step.muted });
      case 'serverMute':
        return live.participants.update(actor, slug, target, { serverMuted: step.muted });
      case 'role':
        return live.participants.update(actor, slug, target, { role: step.role });
      case 'remove':
        return live.participants.leave(actor, slug, target);
      case 'removeAndBan':
        return live.participants.leave(actor, slug, target, { ban: step.ban });
      case 'ban':
        return live.bans.create(actor, slug, { agentId: step.agent });
      case 'lift':
        return live.bans.lift(actor, slug, step.agent);
      case 'settings': {
        const { do: _, by: __, ...settings } = step;
        return live.rooms.update(actor, slug, { settings });
      }
      case 'close':
        return live.rooms.close(BACKEND, slug, 'closed');
      case 'wait':
        return this.#clearUp();
    }
  }

  async #clearUp(): Promise<void> {
    const { live, time } = this.#product;
    await live.participants.timeOutSilent(new Date(time.now - PRESENCE_TTL_MS));
    await live.rooms.closeExpired(time.clock());
  }

  #idOf(agentId: string): string | undefined {
    const stay = this.model.stayOf(agentId);
    return stay && this.#ids.get(stay);
  }

  async #actor(by: By): Promise<Actor> {
    const id = this.#idOf(by);
    return (id && (await this.#product.live.participants.findActor(id))) || BACKEND;
  }

  /** The database and the watcher agree with the model. Then the room is closed. Returns what webhooks should have heard, by room. */
  async end(db: TestDatabase): Promise<[roomId: string, facts: string[]][]> {
    const { live, time } = this.#product;
    const { model, slug } = this;
    const rooms = await db.sql.selectFrom('rooms').selectAll().where('slug', '=', slug).orderBy('createdAt').execute();
    assert.deepEqual(
      rooms.map(({ status, closeReason, settings }) => [
        status,
        closeReason,
        settings.locked ?? false,
        settings.speakersOnly ?? false,
      ]),
      model.rooms.map(({ status, closed, locked, speakersOnly }) => [status, closed, locked, speakersOnly]),
    );
    for (const [index, { id }] of rooms.entries()) {
      const stays = await db.sql
        .selectFrom('participants')
        .innerJoin('sessions', 'sessions.participantId', 'participants.id')
        .select(['participants.agentId', 'role', 'muted', 'serverMuted', 'leaveReason', 'endReason'])
        .where('participants.roomId', '=', id)
        .orderBy('joinedAt')
        .execute();
      assert.deepEqual(
        stays.map((row) => [row.agentId, row.role, row.muted, row.serverMuted, row.leaveReason, row.endReason]),
        model.rooms[index]?.stays.map((stay) => [
          stay.agent,
          stay.role,
          stay.muted,
          stay.serverMuted,
          stay.left,
          stay.left,
        ]),
      );
    }
    const bans = await live.bans.list(BACKEND, slug, { limit: 100 });
    assert.deepEqual(
      bans.data.map(({ agentId }) => agentId).sort(),
      AGENTS.filter((name) => model.bannedAt(name, time.now)),
    );

    await this.#watcher.settled();
    const open = await live.rooms.find(BACKEND, slug);
    assert.deepEqual(this.#watcher.room, open);
    assert.deepEqual(
      [...this.#watcher.participants.values()],
      open ? await live.participants.listPresent(open.id) : [],
    );
    await this.#watcher.close();

    await this.#perform({ do: 'close' }, { actor: BACKEND, self: BACKEND }).catch(() => {});
    model.apply({ do: 'close' }, time.now);
    return rooms.map(({ id }, index) => [id, model.rooms[index]?.facts ?? []]);
  }
}

/** `ok`, or the code of the refusal. What is no refusal is thrown on. */
async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
}

/** What a webhook heard, in the words of the model; of which room. */
function heard({ type, data }: WebhookEvent): [roomId: string, fact: string] {
  if (type === 'room.created' || type === 'room.active' || type === 'room.closed') return [data.id, type];
  if (type === 'session.ended') return [data.roomId, `${type} ${data.agentId} ${data.endReason}`];
  return [data.roomId, [type, data.agentId, ...(data.leaveReason ? [data.leaveReason] : [])].join(' ')];
}

/** What each room's webhooks received, each event once, in the order in which it came first. */
function received(messages: Message[]): Map<string, string[]> {
  const byRoom = new Map<string, string[]>();
  const events = new Map(messages.map(({ event }) => [event.id, event]));
  for (const event of events.values()) {
    const [roomId, fact] = heard(event);
    byRoom.set(roomId, [...(byRoom.get(roomId) ?? []), fact]);
  }
  return byRoom;
}

forEachDatabase((open) => {
  test('whatever people, moderators, backends and crashes do: database, watcher and webhooks agree with the rules', {
    timeout: process.env.MODEL_RUNS ? 3_600_000 : 240_000,
  }, async (t) => {
    await using db = await open();
    await using product = await startProduct(db);
    const expected = new Map<string, string[]>();
    let stories = 0;
    const deadline = performance.now() + LIMIT_MS;
    const property = fc.asyncProperty(fc.array(scripted, { minLength: 3, maxLength: 16 }), async (script) => {
      if (stories >= LEAST_STORIES && performance.now() > deadline) return;
      stories += 1;
      const story = await Story.begin(product, `story-${stories}`);
      for (const { step, dies } of script) await story.tell(step, dies);
      for (const [roomId, facts] of await story.end(db)) expected.set(roomId, facts);
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED });
    t.diagnostic(`${stories} stories, MODEL_SEED=${SEED}`);
    assert.ok(stories >= LEAST_STORIES, `only ${stories} stories were told`);

    const total = [...expected.values()].flat().length;
    await product.receiver.until((messages) => new Set(messages.map(({ event }) => event.id)).size >= total);
    const came = received(product.receiver.messages);
    for (const [roomId, facts] of expected) assert.deepEqual(came.get(roomId), facts);
  });
});
