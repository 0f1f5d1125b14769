import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDeviceCheck } from './device-check.ts';
import { fakeMicrophone } from './testing/client-in-room.ts';
import { createFakeEnvironment } from './testing/fake-environment.ts';

const node = { connect() {}, disconnect() {}, fftSize: 0, getFloatTimeDomainData() {} };
const sound = {
  createMediaStreamSource: () => node,
  createAnalyser: () => node,
  close: async () => {},
} as unknown as AudioContext;

/** A check whose microphones are given when the test says so. */
function setUp() {
  const asked: ((microphone: ReturnType<typeof fakeMicrophone>) => void)[] = [];
  const environment = createFakeEnvironment({
    mediaDevices: {
      getUserMedia: () => new Promise((resolve) => asked.push(({ stream }) => resolve(stream))),
    },
    createAudioContext: () => sound,
    createStream: (tracks) => ({ getTracks: () => tracks }) as unknown as MediaStream,
  });
  const check = createDeviceCheck(
    environment,
    () => ({}),
    () => '',
  );
  return { check, asked };
}

function microphone() {
  const made = fakeMicrophone();
  return { ...made, track: Object.assign(made.track, { clone: () => fakeMicrophone().track }) };
}

for (const order of [
  [0, 1],
  [1, 0],
] as const)
  test(`asked twice at once (given ${order}) it listens to the later one, and closing leaves none open`, async () => {
    const { check, asked } = setUp();
    const microphones = [microphone(), microphone()];
    const both = Promise.all([check.listen(), check.listen()]);
    for (const index of order) {
      const given = microphones[index];
      if (given) asked[index]?.(given);
    }
    await both;
    assert.deepEqual(
      microphones.map(({ track }) => track.stopped),
      [true, false],
    );
    assert.notEqual(check.level(), null);
    check.close();
    assert.deepEqual(
      microphones.map(({ track }) => track.stopped),
      [true, true],
    );
  });

test('given after it was closed, it is let go of', async () => {
  const { check, asked } = setUp();
  const late = microphone();
  const listening = check.listen();
  check.close();
  asked[0]?.(late);
  await listening;
  assert.equal(late.track.stopped, true);
  assert.equal(check.level(), null);
});
