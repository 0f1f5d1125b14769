import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RoomError } from './errors.ts';
import { fakeMicrophone, setUp, until } from './testing/client-in-room.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));
const denied = () => Promise.reject(new DOMException('', 'NotAllowedError'));

describe('undeafening', () => {
  for (const [said, muted] of [
    [[false, true], true],
    [[true, false], false],
  ] as const) {
    it(`after ${muted ? 'Mute' : 'Unmute'} as the last word it is ${muted ? 'muted' : 'live'}`, async () => {
      const { client, media } = setUp();
      await client.join();
      await client.setMuted(said[0]);
      await client.setDeafened(true);
      for (const word of said) await client.setMuted(word);
      await client.setDeafened(false);
      assert.deepEqual([client.snapshot.muted, media.current().sending], [muted, !muted]);
    });
  }

  it('who came to listen only, deafened, hears; nobody is asked for a microphone', async () => {
    const { client, media } = setUp({ microphone: () => assert.fail('asked') });
    client.watch();
    await client.setDeafened(true);
    await client.join({ microphone: false });
    await client.setDeafened(false);
    const { deafened, muted, microphone } = client.snapshot;
    assert.deepEqual([deafened, muted, microphone, media.current().volume], [false, true, 'none', 1]);
  });

  it('whose microphone was lost meanwhile hears, muted', async () => {
    const { client, media } = setUp();
    await client.join();
    await client.setDeafened(true);
    media.current().events.onMicrophoneLost(new RoomError('microphone_missing'));
    await client.setDeafened(false);
    assert.deepEqual([client.snapshot.deafened, client.snapshot.muted, media.current().volume], [false, true, 1]);
  });
});

describe('the last word, while the microphone is asked for', () => {
  async function asking() {
    let answer = (_: Promise<MediaStream>) => {};
    let asks: () => Promise<MediaStream> = denied;
    const stage = setUp({ microphone: () => asks() });
    await stage.client.join();
    asks = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const unmuted = stage.client.setMuted(false);
    await until(stage.client, ({ microphone }) => microphone === 'asking');
    return { ...stage, unmuted, answer: (given: Promise<MediaStream>) => answer(given) };
  }
  const given = async () => fakeMicrophone().stream;

  it('is Mute: muted, though it was given', async () => {
    const { client, media, unmuted, answer } = await asking();
    await client.setMuted(true);
    answer(given());
    await unmuted;
    const { muted, microphone } = client.snapshot;
    assert.deepEqual([muted, microphone, media.current().sending], [true, 'live', false]);
    await client.setMuted(false);
    assert.equal(media.current().sending, true);
  });

  it('is Deafen: deafened and muted', async () => {
    const { client, media, unmuted, answer } = await asking();
    await client.setDeafened(true);
    answer(given());
    await unmuted;
    assert.deepEqual([client.snapshot.deafened, client.snapshot.muted, media.current().sending], [true, true, false]);
  });

  it('is Unmute again: live once it is given', async () => {
    const { client, media, unmuted, answer } = await asking();
    await client.setMuted(true);
    const again = client.setMuted(false);
    answer(given());
    await Promise.all([unmuted, again]);
    assert.deepEqual([client.snapshot.muted, media.current().sending], [false, true]);
  });

  it('refused, it is told to whoever asked, and muted', async () => {
    const { client, unmuted, answer } = await asking();
    const refused = assert.rejects(unmuted, { name: 'RoomError' });
    await client.setMuted(true);
    answer(denied());
    await refused;
    await settled();
    assert.deepEqual([client.snapshot.muted, client.snapshot.microphone], [true, 'none']);
  });
});
