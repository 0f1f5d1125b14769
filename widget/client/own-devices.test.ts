import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RoomError } from './errors.ts';
import { anna, fakeMicrophone, setUp } from './testing/client-in-room.ts';

function asking() {
  const asked: MediaStreamConstraints[] = [];
  const microphone = async (constraints?: MediaStreamConstraints) => {
    asked.push(constraints ?? {});
    return fakeMicrophone().stream;
  };
  return { asked, microphone };
}

describe('own devices', () => {
  it('chosen before a join, they are used in it, and on the next page', async () => {
    const { asked, microphone } = asking();
    const { client, media, environment } = setUp({ microphone });
    await client.setMicrophone('usb');
    await client.setSpeaker('hdmi');
    assert.deepEqual(
      [client.snapshot.devices?.microphone.deviceId, client.snapshot.devices?.speaker.deviceId],
      ['usb', 'hdmi'],
    );
    await client.join();
    assert.deepEqual(asked[0]?.audio, {
      deviceId: 'usb',
      noiseSuppression: true,
      echoCancellation: true,
      autoGainControl: true,
    });
    assert.deepEqual(
      media.current().calls.filter(([name]) => name === 'chooseSpeaker'),
      [['chooseSpeaker', 'hdmi']],
    );
    assert.match(environment.storage?.getItem('voice-room:settings:https://voice.example.com') ?? '', /usb.*hdmi/);
  });

  it('chosen in a call, they are taken over; refused, all is as it was', async () => {
    const { client, media } = setUp();
    await client.join();
    await client.setMicrophone('usb');
    assert.deepEqual(client.snapshot.devices?.microphone, { deviceId: 'usb', label: 'The usb', lost: false });
    media.choosing = Promise.reject(new RoomError('microphone_busy'));
    await assert.rejects(client.setMicrophone('other'), { code: 'microphone_busy' });
    assert.equal(client.snapshot.devices?.microphone.deviceId, 'usb');
    await client.leave();
    media.choosing = Promise.resolve();
    await client.setSpeaker('');
    assert.equal(client.snapshot.devices?.microphone.deviceId, 'usb', 'still the one for the next join');
  });

  it('chosen at once, each is taken with those before it, and what is remembered is what is used', async () => {
    const { client, media, environment } = setUp();
    await client.join();
    await Promise.all([
      client.setProcessing({ echoCancellation: 'off' }),
      client.setProcessing({ autoGain: 'off' }),
      client.setMicrophone('usb'),
      client.setProcessing({ noiseSuppression: 'off' }),
    ]);
    const processing = { noiseSuppression: 'off', echoCancellation: 'off', autoGain: 'off' };
    assert.deepEqual(media.current().calls.at(-1), ['chooseMicrophone', 'usb', processing]);
    const { microphone, echoCancellation, autoGain } = client.snapshot.devices ?? {};
    assert.deepEqual([microphone?.deviceId, echoCancellation, autoGain], ['usb', false, false]);

    let give = () => {};
    media.choosing = new Promise((resolve) => {
      give = resolve;
    });
    const first = client.setSpeaker('first');
    await new Promise((resolve) => setImmediate(resolve));
    media.choosing = Promise.resolve();
    const second = client.setSpeaker('second');
    await new Promise((resolve) => setImmediate(resolve));
    give();
    await Promise.all([first, second]);
    assert.equal(client.snapshot.devices?.speaker.deviceId, 'second');
    assert.match(environment.storage?.getItem('voice-room:settings:https://voice.example.com') ?? '', /second/);
  });

  it('volumes are kept in range, whoever sets them', async () => {
    const { client, media } = setUp();
    await client.join();
    for (const set of [client.setMasterVolume, async (volume: number) => client.setVolume(volume)])
      for (const [asked, taken] of [
        [3, 1],
        [-1, 0],
        [0.4, 0.4],
        [Number.NaN, 1],
      ] as const) {
        await set(asked);
        assert.deepEqual([client.snapshot.volume, media.current().volume], [taken, taken], `${asked}`);
      }
    await client.setParticipantVolume('anna', 5);
    assert.deepEqual(media.current().calls.at(-1), ['setParticipantVolume', 'anna', 1]);
    assert.equal(client.snapshot.participants.find(({ id }) => id === 'anna')?.volume, 1);
  });

  it('the volume of everybody: what a person chose is kept for the next page, until the page sets one', async () => {
    const { client, media, environment } = setUp();
    const remembered = () => environment.storage?.getItem('voice-room:settings:https://voice.example.com') ?? '';
    await client.join();
    await client.setMasterVolume(0.4);
    assert.deepEqual([client.snapshot.volume, media.current().volume], [0.4, 0.4]);
    client.setVolume(0.4);
    assert.match(remembered(), /"volume":0.4/, 'the page says the same');

    const next = setUp({ storage: environment.storage });
    next.client.setVolume(1);
    await next.client.join();
    assert.deepEqual([next.client.snapshot.volume, next.media.current().volume], [0.4, 0.4], 'on the next page');
    next.client.setVolume(0.9);
    assert.deepEqual([next.client.snapshot.volume, remembered().includes('"volume":')], [0.9, false]);
  });

  it('processing: what a person chose wins, until the page asks for something else', async () => {
    const { client, media } = setUp({ options: { echoCancellation: 'on', autoGain: 'off' } });
    await client.setProcessing({ echoCancellation: 'off' });
    await client.join();
    const { echoCancellation, autoGain, noiseSuppression } = client.snapshot.devices ?? {};
    assert.deepEqual([echoCancellation, autoGain, noiseSuppression], [false, false, 'browser']);
    client.configure({ echoCancellation: 'on', noiseSuppression: 'off' });
    await new Promise((resolve) => setImmediate(resolve));
    const [name, , processing] = media.current().calls.at(-1) ?? [];
    assert.deepEqual(
      [name, processing],
      ['chooseMicrophone', { noiseSuppression: 'off', echoCancellation: 'on', autoGain: 'off' }],
    );
    assert.equal(client.snapshot.devices?.echoCancellation, true);
  });

  it('a volume is kept for the agent, whoever it is next time', async () => {
    const { client, event, media } = setUp();
    await client.join();
    await client.setParticipantVolume('anna', 0.3);
    event('room:participant-left', { participantId: 'anna', reason: 'left' });
    event('room:participant-joined', { participant: { ...anna, id: 'anna-again' } });
    assert.equal(client.snapshot.participants.find(({ id }) => id === 'anna-again')?.volume, 0.3);
    assert.deepEqual(
      media
        .current()
        .calls.filter(([name]) => name === 'setParticipantVolume')
        .at(-1),
      ['setParticipantVolume', 'anna-again', 0.3],
    );
  });
});

describe('push-to-talk', () => {
  it('nothing is heard until it is held, and never while muted or after leaving', async () => {
    const { client, media } = setUp({ options: { pttKey: 'KeyV' } });
    await client.join();
    const sound = media.current();
    assert.deepEqual([sound.gateOpen, sound.sending, client.snapshot.talking], [false, true, false]);
    await client.setTalking(true);
    assert.deepEqual([sound.gateOpen, client.snapshot.talking], [true, true]);
    await client.setMuted(true);
    assert.equal(sound.sending, false, 'muted while it is held');
    await client.setMuted(false);
    await client.setTalking(false);
    assert.equal(sound.gateOpen, false);
    await client.leave();
    await client.setTalking(true);
    assert.equal(client.snapshot.talking, false, 'there is nobody to talk to');
    await client.join();
    assert.equal(media.current().gateOpen, false);
  });

  it('given and taken away during a call', async () => {
    const { client, media } = setUp();
    await client.join();
    assert.deepEqual([media.current().gateOpen, client.snapshot.talking], [true, null]);
    client.configure({ pttKey: 'Space' });
    assert.deepEqual([media.current().gateOpen, client.snapshot.talking], [false, false]);
    client.configure({ pttKey: undefined });
    assert.deepEqual([media.current().gateOpen, client.snapshot.talking], [true, null]);
  });
});
