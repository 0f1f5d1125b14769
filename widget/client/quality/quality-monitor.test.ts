import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { QUALITY_INTERVAL_MS } from '../../../protocol/limits.ts';
import type { ClientMessage } from '../../../protocol/live-events.ts';
import type { LinkSample } from '../../../protocol/quality.ts';
import type { LinkState } from '../room-state.ts';
import { createRoomStore } from '../room-store.ts';
import { createRoomWatch } from '../room-watch.ts';
import { createFakeEnvironment } from '../testing/fake-environment.ts';
import { wireParticipant } from '../testing/fake-wire.ts';
import { monitorQuality } from './quality-monitor.ts';

/** A report of a connection that has run for so long, with so much of it lost. */
function reportAfter(seconds: number, loss: number): RTCStatsReport {
  const packets = seconds * 50;
  const inbound = {
    id: 'I',
    type: 'inbound-rtp',
    kind: 'audio',
    timestamp: seconds * 1000,
    packetsReceived: packets * (1 - loss),
    packetsLost: packets * loss,
    jitter: 0.002,
  };
  return new Map([['I', inbound]]);
}

function setUp() {
  const environment = createFakeEnvironment();
  const store = createRoomStore((error) => {
    throw error;
  });
  const sent: ClientMessage[] = [];
  const send = (message: ClientMessage) => void sent.push(message);
  const watch = createRoomWatch({ send, request: () => new Promise(() => {}) } as never, store, () => 'lobby');
  const losses = new Map<string, number>();
  let asked = 0;
  let answer: Promise<void> = Promise.resolve();
  const start = environment.now();
  const stop = monitorQuality({
    environment,
    store,
    watch,
    feed: { send },
    async stats() {
      asked += 1;
      await answer;
      const seconds = 1 + (environment.now() - start) / 1000;
      return new Map([...losses].map(([id, loss]) => [id, reportAfter(seconds, loss)]));
    },
  });
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

  return {
    environment,
    store,
    watch,
    stop,
    settled,
    asked: () => asked,
    /** Holds back every report from now on; returns what lets them come. */
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      answer = promise;
      return resolve;
    },
    /** In a room with these links, each losing so much. */
    async join(others: Record<string, number>) {
      for (const [id, loss] of Object.entries(others)) losses.set(id, loss);
      const ids = ['me', ...Object.keys(others)];
      const links = new Map(Object.keys(others).map((id): [string, LinkState] => [id, 'connected']));
      watch.update({ participants: new Map(ids.map((id) => [id, wireParticipant({ id })])), selfId: 'me', links });
      store.set({ state: 'connected' });
      await settled();
    },
    setLink(id: string, state: LinkState) {
      watch.update({ links: new Map(watch.state.links).set(id, state) });
    },
    async pass(times = 1) {
      for (let time = 0; time < times; time += 1) {
        environment.advance(QUALITY_INTERVAL_MS);
        await settled();
      }
    },
    words: () => Object.fromEntries(store.snapshot.participants.map(({ id, quality }) => [id, quality])),
    reports: () =>
      sent.map((message): readonly LinkSample[] => (message.type === 'voice:quality' ? message.links : assert.fail())),
  };
}

describe('measuring the links', () => {
  it('each gets its word, we that of our best; shown, kept as stats, reported', async () => {
    const { join, pass, words, store, reports } = setUp();
    await join({ ben: 0, carl: 0.3 });
    assert.deepEqual(words(), { me: 'unknown', ben: 'unknown', carl: 'unknown' });
    await pass();
    assert.deepEqual(words(), { me: 'excellent', ben: 'excellent', carl: 'poor' });
    assert.deepEqual(
      store.snapshot.stats.map(({ participantId, durationMs, packetLoss }) => [participantId, durationMs, packetLoss]),
      [
        ['ben', QUALITY_INTERVAL_MS, 0],
        ['carl', QUALITY_INTERVAL_MS, 0.3],
      ],
    );
    assert.deepEqual(reports(), [store.snapshot.stats]);
    await pass(2);
    assert.equal(reports().length, 3);
  });

  it('when every link is poor, so are we', async () => {
    const { join, pass, words } = setUp();
    await join({ ben: 0.3, carl: 0.4 });
    await pass();
    assert.equal(words().me, 'poor');
  });

  it('a lost link is lost at once; found again, it has no word until it is measured', async () => {
    const { join, pass, words, setLink, reports } = setUp();
    await join({ ben: 0, carl: 0 });
    await pass();
    setLink('ben', 'lost');
    assert.equal(words().ben, 'lost');
    await pass();
    assert.deepEqual([words().ben, words().me], ['lost', 'excellent']);
    assert.deepEqual(
      reports()
        .at(-1)
        ?.map(({ participantId, quality }) => [participantId, quality]),
      [
        ['ben', 'lost'],
        ['carl', 'excellent'],
      ],
    );
    setLink('ben', 'connected');
    await pass();
    assert.equal(words().ben, 'unknown');
    await pass();
    assert.equal(words().ben, 'excellent');
  });

  it('who left is measured no more', async () => {
    const { join, pass, watch, reports } = setUp();
    await join({ ben: 0, carl: 0 });
    await pass();
    watch.update({ links: new Map([['carl', 'connected']]) });
    await pass();
    assert.deepEqual(
      reports()
        .at(-1)
        ?.map(({ participantId }) => participantId),
      ['carl'],
    );
  });

  it('outside of a room nothing runs, and nothing is left', async () => {
    const { environment, join, pass, store, asked, words, reports } = setUp();
    assert.deepEqual([environment.timers, asked()], [0, 0]);
    await join({ ben: 0 });
    await pass();
    store.set({ state: 'reconnecting' });
    await pass();
    assert.equal(reports().length, 2, 'the links stand while the server is away');
    store.set({ state: 'idle' });
    assert.deepEqual([environment.timers, store.snapshot.stats, words().ben], [0, [], 'unknown']);
    await pass(3);
    assert.equal(reports().length, 2);
  });

  it('what comes after leaving counts no more; a report that takes long is not asked for twice', async () => {
    const { join, pass, store, asked, hold, settled, reports } = setUp();
    await join({ ben: 0 });
    const release = hold();
    await pass(3);
    assert.equal(asked(), 2);
    store.set({ state: 'idle' });
    release();
    await settled();
    assert.deepEqual([reports(), store.snapshot.stats], [[], []]);
  });

  it('ends when told to', async () => {
    const { environment, join, stop, store } = setUp();
    await join({ ben: 0 });
    stop();
    store.set({ state: 'idle' });
    store.set({ state: 'connected' });
    assert.equal(environment.timers, 0);
  });
});
