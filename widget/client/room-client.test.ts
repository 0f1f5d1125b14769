import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { microphoneError } from './audio/microphone.ts';
import { RoomError } from './errors.ts';
import { fakeMicrophone, inState, names, room, setUp, until } from './testing/client-in-room.ts';
import { wireParticipant } from './testing/fake-wire.ts';

describe('watching', () => {
  it('shows the room and who is in it, without a microphone', async () => {
    const { client, event } = setUp({ microphone: () => assert.fail('asked for the microphone') });
    client.watch();
    await until(client, ({ participants }) => participants.length === 1);
    assert.equal(client.snapshot.room?.slug, 'lobby');
    assert.equal(client.snapshot.live, 'open');
    event('room:participant-joined', { participant: wireParticipant({ id: 'ben' }) });
    event('voice:speaking', { participantId: 'ben', speaking: true });
    assert.equal(client.snapshot.participants.find(({ id }) => id === 'ben')?.speaking, true);
  });

  it('loads the code of a call when the page is idle, and not before it is known who is there', async () => {
    const idle: (() => void)[] = [];
    const { client, server } = setUp({
      answers: { 'room:watch': () => undefined },
      environment: {
        whenIdle(callback) {
          idle.push(callback);
          return () => {};
        },
      },
    });
    client.watch();
    await until(client, ({ live }) => live === 'open');
    await new Promise(setImmediate);
    assert.equal(idle.length, 0);
    const { ref } = server.last('room:watch');
    server.tell({ type: 'room:snapshot', ref, roomId: room.id, seq: 1, room, participants: [], speaking: [] });
    await until(client, ({ room }) => room !== null);
    await new Promise(setImmediate);
    assert.equal(idle.length, 1);
    idle[0]?.();
    await until(client, ({ devices }) => devices !== null);
  });

  it('asks for the whole room when it has missed something', async () => {
    const { client, server, event } = setUp();
    client.watch();
    await until(client, ({ participants }) => participants.length === 1);
    event('room:updated', { room });
    server.tell({ type: 'room:updated', roomId: room.id, seq: 99, room });
    assert.equal(server.sent.filter(({ type }) => type === 'room:watch').length, 2);
  });

  it('waits for the next room of this name when this one closes', async () => {
    const { client, server, event } = setUp();
    client.watch();
    await until(client, ({ participants }) => participants.length === 1);
    event('room:closed', { reason: 'closed' });
    assert.equal(client.snapshot.room, null);
    assert.equal(server.last('room:watch').room, 'lobby');
    assert.equal(server.sent.filter(({ type }) => type === 'room:watch').length, 2);
  });

  it('a page the server refuses is told so', async () => {
    const { client } = setUp({
      answers: { auth: () => ({ type: 'room:error', code: 'origin_not_allowed', message: '' }) },
    });
    client.watch();
    const { error, live } = await inState(client, 'error');
    assert.deepEqual([error?.code, live], ['origin_not_allowed', 'closed']);
  });
});

describe('joining', () => {
  it('with the picture a person chose, unless the page says another', async () => {
    const stored = { 'voice-room:picture:https://voice.example.com': 'data:image/webp;base64,AA' };
    const storage = { getItem: (key: string) => stored[key as keyof typeof stored] ?? null, setItem() {} };
    for (const [avatar, expected] of [
      [undefined, 'data:image/webp;base64,AA'],
      ['https://x/a.png', 'https://x/a.png'],
    ] as const) {
      const { client, server } = setUp({ options: { avatar }, storage });
      await client.join();
      assert.equal(server.last('room:join').avatar, expected);
    }
  });

  it('asks with everything the page said, connects, and is in', async () => {
    const { client, server, media, track } = setUp({
      options: { avatar: 'https://x/a.png', metadata: { seat: 4 }, multiTab: 'reject' },
    });
    await client.join();
    const { ref: _, ...message } = server.last('room:join');
    assert.deepEqual(message, {
      type: 'room:join',
      room: 'lobby',
      agentId: 'uuid-2',
      agentKey: 'uuid-1',
      displayName: 'Me',
      avatar: 'https://x/a.png',
      metadata: { seat: 4 },
      multiAgent: 'reject',
      muted: false,
      deafened: false,
    });
    const { state, self, microphone, error } = client.snapshot;
    assert.deepEqual([state, self?.id, microphone, error], ['connected', 'me-1', 'live', null]);
    assert.deepEqual(names(client), ['anna', 'me-1']);
    assert.deepEqual(
      media.current().calls.filter(([method]) => method === 'connect'),
      [['connect', 'me-1', 'https://voice.example.com/peer']],
    );
    assert.equal(media.current().sending, true);
    assert.equal(track.stopped, false);
    assert.equal(server.last('voice:start').roomId, room.id);
  });

  it('connects before what the answer changes is rendered', async () => {
    const { client, media } = setUp();
    const told: string[] = [];
    client.subscribe(({ self }) => {
      if (self && !told.length) told.push(...media.current().calls.map(([method]) => method));
    });
    await client.join();
    assert.ok(told.includes('connect'), told.join());
  });

  it('who wants to listen only is not asked for the microphone, until unmuting', async () => {
    let asked = 0;
    const { client, server, media } = setUp({
      async microphone() {
        asked += 1;
        return fakeMicrophone().stream;
      },
    });
    await client.join({ microphone: false });
    const { state, microphone, microphoneError, muted, self } = client.snapshot;
    assert.deepEqual(
      [asked, state, microphone, microphoneError, muted, self?.muted],
      [0, 'connected', 'none', null, true, true],
    );
    await client.setMuted(false);
    assert.deepEqual([asked, client.snapshot.microphone, media.current().sending], [1, 'live', true]);
    assert.equal(server.last('room:mute').muted, false);
  });

  it('while joining it is the same promise', () => {
    const { client } = setUp();
    assert.equal(client.join(), client.join());
  });

  for (const [name, code] of [
    ['NotAllowedError', 'microphone_denied'],
    ['NotFoundError', 'microphone_missing'],
  ] as const) {
    it(`without a microphone (${name}) it joins listening, muted, and unmuting asks again`, async () => {
      const { stream } = fakeMicrophone();
      let allowed = false;
      const { client, server, media, environment } = setUp({
        microphone: async () => {
          if (allowed) return stream;
          throw await microphoneError(new DOMException('', name), environment);
        },
      });
      await client.join();
      assert.equal(client.snapshot.state, 'connected');
      assert.equal(client.snapshot.microphone, 'none');
      assert.equal(client.snapshot.microphoneError?.code, code);
      assert.equal(client.snapshot.muted, true);
      assert.equal(media.current().sending, false);
      assert.equal(client.snapshot.self?.muted, true, 'the others see it');
      await assert.rejects(client.setMuted(false), { code });
      allowed = true;
      await client.setMuted(false);
      const { microphone, muted, microphoneError: error } = client.snapshot;
      assert.deepEqual([microphone, muted, error], ['live', false, null]);
      assert.equal(server.last('room:mute').muted, false);
      assert.equal(media.current().sending, true);
    });
  }

  it('a full room is told, and the microphone given back', async () => {
    const { client, track, media } = setUp({
      answers: { 'room:join': () => ({ type: 'room:error', code: 'room_full', message: '' }) },
    });
    await assert.rejects(client.join(), { code: 'room_full' });
    assert.deepEqual([client.snapshot.state, client.snapshot.error?.code], ['error', 'room_full']);
    assert.equal(client.snapshot.microphone, 'off');
    assert.ok(track.stopped && media.current().closed);
    assert.deepEqual(names(client), ['anna'], 'goes on watching');
  });

  it('a signalling server that cannot be reached is told, and the room left again', async () => {
    const { client, media, server } = setUp();
    media.connecting = Promise.reject(new RoomError('signaling_lost'));
    await assert.rejects(client.join(), { code: 'signaling_lost' });
    await until(client, ({ participants }) => participants.length === 1);
    assert.equal(server.last('room:leave').participantId, 'me-1');
  });

  for (const at of ['at once', 'when the microphone is asked for', 'when the server has said yes'] as const) {
    it(`leaving while joining (${at}) rejects with AbortError, releases everything, and lets join again`, async () => {
      const { client, media, track, server } = setUp();
      media.connecting = new Promise(() => {});
      const rejected = assert.rejects(client.join(), { name: 'AbortError' });
      if (at === 'when the microphone is asked for') await until(client, ({ microphone }) => microphone === 'asking');
      if (at === 'when the server has said yes') await until(client, ({ self }) => self !== null);
      await client.leave();
      await rejected;
      const { state, microphone, self } = client.snapshot;
      assert.deepEqual([state, microphone, self], ['idle', 'off', null]);
      if (at !== 'at once') assert.ok(track.stopped);
      media.connecting = Promise.resolve();
      await client.join();
      assert.equal(client.snapshot.state, 'connected');
      assert.deepEqual(names(client).length, 2);
      const commands = server.sent.filter(({ type }) => type === 'room:join' || type === 'room:leave');
      assert.equal(commands.at(-1)?.type, 'room:join');
    });
  }

  it('elsewhere before the line was open, and joining there at once: in there, and not given back with the first', async () => {
    const { client, server } = setUp({ answers: { auth: () => undefined } });
    const first = assert.rejects(client.join(), { name: 'AbortError' });
    await until(client, ({ microphone }) => microphone === 'asking');
    client.configure({ token: 'jwt' });
    await first;
    const second = client.join();
    await new Promise((resolve) => setImmediate(resolve));
    server.tell({ type: 'auth:ok', participantId: null, ref: server.last('auth').ref });
    await second;
    await new Promise((resolve) => setImmediate(resolve));
    const { state, self } = client.snapshot;
    assert.deepEqual([state, self?.id], ['connected', 'me-2']);
    assert.equal(server.last('room:leave').participantId, 'me-1');
  });

  it('with a token provider every join brings its own token', async () => {
    let tokens = 0;
    const { client, server } = setUp({ options: { tokenProvider: async () => `jwt-${++tokens}` } });
    client.watch();
    await until(client, ({ live }) => live === 'open');
    await client.join();
    assert.equal(server.last('auth').credential, 'jwt-2');
  });

  it('another provider in its place changes nothing now, and is asked at the next join', async () => {
    const { client, media, server } = setUp({ options: { tokenProvider: async () => 'jwt' } });
    await client.join();
    client.configure({ tokenProvider: async () => 'jwt of the next render' });
    assert.deepEqual([client.snapshot.state, media.current().closed], ['connected', false]);
    await client.leave();
    await client.join();
    assert.equal(server.last('auth').credential, 'jwt of the next render');
  });

  for (const [what, options, change] of [
    ['another token', { token: 'one' }, { token: 'two' }],
    ['another site key', { siteKey: 'vr_pk_1' }, { siteKey: 'vr_pk_2' }],
    ['another server', {}, { server: 'https://elsewhere.example.com' }],
    ['a provider where there was none', {}, { tokenProvider: async () => 'jwt' }],
    ['no provider any more', { tokenProvider: async () => 'jwt' }, { tokenProvider: undefined }],
  ] as const) {
    it(`${what} is elsewhere: the call is over`, async () => {
      const { client, media } = setUp({ options });
      await client.join();
      client.configure(change);
      assert.deepEqual([client.snapshot.state, media.current().closed], ['idle', true]);
    });
  }
});

describe('the client itself', () => {
  it('another room is left for and watched', async () => {
    const { client, server } = setUp();
    await client.join();
    client.configure({ room: 'kitchen' });
    assert.equal(client.snapshot.state, 'idle');
    assert.equal(client.snapshot.participants.length, 0);
    await until(client, ({ live }) => live === 'open');
    assert.equal(server.last('room:watch').room, 'kitchen');
  });

  it('another name is for the next join, and changes nothing now', async () => {
    const { client, server } = setUp();
    await client.join();
    client.configure({ displayName: 'Somebody' });
    assert.equal(client.snapshot.state, 'connected');
    await client.leave();
    await client.join();
    assert.equal(server.last('room:join').displayName, 'Somebody');
  });

  it('code that cannot be loaded is told, and asked for again at the next join', async () => {
    const { client, environment } = setUp();
    const { loadCall } = environment;
    environment.loadCall = () => Promise.reject(new TypeError('Failed to fetch'));
    await assert.rejects(client.join(), { code: 'server_unreachable' });
    environment.loadCall = loadCall;
    await client.join();
    assert.equal(client.snapshot.state, 'connected');
  });

  it('disposing leaves nothing behind', async () => {
    const { client, server, media, environment } = setUp();
    await client.join();
    await client.dispose();
    assert.ok(media.current().closed);
    assert.equal(server.last('room:leave').participantId, 'me-1');
    assert.equal(client.snapshot.live, 'closed');
    assert.equal(environment.timers, 0);
  });

  it('a listener that throws is reported to the page and harms nothing', async () => {
    const { client, environment } = setUp();
    const failure = new Error('in the page');
    client.subscribe(() => {
      throw failure;
    });
    await client.join();
    assert.equal(client.snapshot.state, 'connected');
    assert.equal(environment.reported[0], failure);
  });
});
