import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RoomSnapshot } from './room-snapshot.ts';
import { createRoomStore } from './room-store.ts';
import { createFakeEnvironment } from './testing/fake-environment.ts';
import { watchVoice } from './voice-hints.ts';

function setUp(snapshot: Partial<RoomSnapshot>) {
  const environment = createFakeEnvironment();
  const store = createRoomStore(assert.fail);
  store.set({ microphone: 'live', ...snapshot });
  let level: number | null = 0.001;
  const cancel = watchVoice(environment, store, () => level);
  return {
    environment,
    store,
    cancel,
    /** What is shown after so long at this level. */
    after(ms: number, at: number | null) {
      level = at;
      environment.advance(ms);
      return store.snapshot.voiceHint;
    },
  };
}

test('speaking while muted is noticed, a cough is not, and the hint goes after a while', () => {
  const { after, store } = setUp({ muted: true });
  assert.equal(after(400, 0.1), null);
  assert.equal(after(1_000, 0.001), null);
  assert.equal(after(1_200, 0.1), 'muted');
  assert.equal(after(2_000, 0.001), 'muted');
  assert.equal(after(3_000, 0.001), null);
  after(1_200, 0.1);
  store.set({ muted: false });
  assert.equal(after(200, 0.1), null);
});

test('a microphone that gives nothing at all is noticed, a quiet room is not', () => {
  const { after } = setUp({});
  assert.equal(after(20_000, 0.0001), null);
  assert.equal(after(5_000, 0), null);
  assert.equal(after(1_400, 0), 'silent');
  assert.equal(after(200, 0.0001), null);
});

test('neither without a microphone, nor silence while push-to-talk is not held', () => {
  const none = setUp({ microphone: 'none', muted: true });
  assert.equal(none.after(20_000, null), null);
  const released = setUp({ talking: false });
  assert.equal(released.after(20_000, 0), null);
});

test('leaves nothing behind', () => {
  const { after, cancel, environment, store } = setUp({});
  after(10_000, 0);
  cancel();
  assert.deepEqual([store.snapshot.voiceHint, environment.timers], [null, 0]);
});
