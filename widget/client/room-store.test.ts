import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RoomSnapshot } from './room-snapshot.ts';
import { createRoomStore } from './room-store.ts';
import { fakeParticipant } from './testing/fake-room-client.ts';
import { wireRoom } from './testing/fake-wire.ts';

const anna = fakeParticipant({ id: 'anna', metadata: { seat: [1] } });
const ben = fakeParticipant({ id: 'ben', isSelf: true });
const cleo = fakeParticipant({ id: 'cleo' });

function storeWith(...participants: (typeof anna)[]) {
  const errors: unknown[] = [];
  const store = createRoomStore((error) => errors.push(error));
  store.set({ participants, room: wireRoom() });
  return { store, errors };
}

test('self is whoever is marked', () => {
  const { store } = storeWith(anna, ben);
  assert.equal(store.snapshot.self, store.snapshot.participants[1]);
  store.set({ participants: [anna] });
  assert.equal(store.snapshot.self, null);
});

test('what did not change is the same object, also when its place in the list did', () => {
  const { store } = storeWith(anna, ben, cleo);
  const before = store.snapshot;
  store.set({ participants: structuredClone([ben, { ...cleo, muted: true }]), room: structuredClone(before.room) });
  const now = store.snapshot;
  assert.notEqual(now.participants, before.participants);
  assert.equal(now.participants[0], before.participants[1]);
  assert.notEqual(now.participants[1], before.participants[2]);
  assert.equal(now.room, before.room);
});

test('nothing is told when nothing changed', () => {
  const { store } = storeWith(anna);
  store.subscribe(() => assert.fail('told'));
  store.set({ participants: structuredClone([anna]), muted: false });
});

test('everything is frozen', () => {
  const { store } = storeWith(structuredClone(anna));
  const { participants } = store.snapshot;
  for (const value of [store.snapshot, participants, participants[0], participants[0]?.metadata, store.snapshot.room]) {
    assert.ok(Object.isFrozen(value));
  }
});

test('listeners are told at once, with before and now, until they unsubscribe', () => {
  const { store } = storeWith();
  const told: [RoomSnapshot, RoomSnapshot][] = [];
  const unsubscribe = store.subscribe((now, before) => told.push([now, before]));
  const before = store.snapshot;
  store.set({ muted: true });
  assert.deepEqual(told, [[store.snapshot, before]]);
  unsubscribe();
  store.set({ muted: false });
  assert.equal(told.length, 1);
});

test('a listener that throws does not keep it from the others', () => {
  const { store, errors } = storeWith();
  const failure = new Error('a listener of the page');
  let told = 0;
  store.subscribe(() => {
    throw failure;
  });
  store.subscribe(() => {
    told += 1;
  });
  store.set({ muted: true });
  assert.equal(told, 1);
  assert.deepEqual(errors, [failure]);
});

test('a batch is told as one change', () => {
  const { store } = storeWith(anna);
  const told: RoomSnapshot[] = [];
  store.subscribe((now) => told.push(now));
  store.batch(() => {
    store.set({ state: 'connected' });
    store.set({ muted: true });
  });
  assert.equal(told.length, 1);
  assert.deepEqual([told[0]?.state, told[0]?.muted], ['connected', true]);
});

test('what a listener changes is told to every listener after what it heard of, in order', () => {
  const { store, errors } = storeWith();
  const told: [number, number][] = [];
  store.subscribe(({ volume }) => {
    if (volume === 0.5) store.set({ volume: 0.7 });
    if (volume === 0.7)
      store.batch(() => {
        store.set({ volume: 0.8 });
        store.set({ volume: 0.9 });
      });
  });
  store.subscribe((now, before) => told.push([before.volume, now.volume]));
  store.set({ volume: 0.5 });
  assert.deepEqual(told, [
    [1, 0.5],
    [0.5, 0.7],
    [0.7, 0.9],
  ]);
  assert.deepEqual(errors, []);
  store.set({ volume: 1 });
  assert.deepEqual(told.at(-1), [0.9, 1], 'and it goes on');
});

test('a batch that fails has told what it set, and the next one is told too', () => {
  const { store } = storeWith();
  const told: number[] = [];
  store.subscribe(({ volume }) => told.push(volume));
  const fails = () =>
    store.batch(() => {
      store.set({ volume: 0.5 });
      throw new Error('halfway');
    });
  assert.throws(fails, /halfway/);
  store.set({ volume: 0.7 });
  assert.deepEqual(told, [0.5, 0.7]);
});
