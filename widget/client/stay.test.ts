import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LeaveReason } from '../../protocol/states.ts';
import { RoomError } from './errors.ts';
import { inState, names, room, setUp, until } from './testing/client-in-room.ts';

describe('in the room', () => {
  it('leaving: silent at once, told to the server, and watching on', async () => {
    const { client, server, media } = setUp();
    await client.join();
    const left = client.leave();
    assert.ok(media.current().closed);
    assert.deepEqual([client.snapshot.state, client.snapshot.leaveReason], ['idle', 'left']);
    await left;
    assert.equal(server.last('room:leave').participantId, 'me-1');
    assert.deepEqual([client.snapshot.live, names(client)], ['open', ['anna']]);
  });

  it('ICE servers are renewed when half of their life is over, and again, until leaving', async () => {
    let grants = 0;
    let refused = false;
    const { client, media, environment, server } = setUp({
      answers: {
        'room:ready': () =>
          refused
            ? { type: 'room:error', code: 'internal', message: '' }
            : {
                type: 'room:ready',
                roomId: room.id,
                participants: [],
                iceServers: [{ urls: [`turn:${++grants}`] }],
                iceServersTtlS: 20,
                signaling: { url: '/peer', peerId: 'me', token: 't', expiresAt: '' },
              },
      },
    });
    await client.join();
    const given = () => media.current().calls.flatMap(([method, url]) => (method === 'setIceServers' ? [url] : []));
    const pass = async (ms: number) => {
      for (let left = ms; left > 0; left -= 10_000) {
        server.tell({ type: 'heartbeat' });
        environment.advance(Math.min(left, 10_000));
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    assert.deepEqual(given(), ['turn:1']);
    await pass(9_999);
    assert.deepEqual(given(), ['turn:1']);
    await pass(1);
    assert.deepEqual(given(), ['turn:1', 'turn:2']);

    refused = true;
    await pass(10_000);
    refused = false;
    assert.deepEqual(given(), ['turn:1', 'turn:2'], 'refused');
    await pass(60_000);
    assert.deepEqual(given(), ['turn:1', 'turn:2', 'turn:3'], 'tried again');

    const last = media.current();
    await client.leave();
    await pass(120_000);
    assert.equal(last.calls.filter(([method]) => method === 'setIceServers').length, 3);
  });

  it('muting is silence first, then shown, then told', async () => {
    const { client, media, server } = setUp();
    await client.join();
    const seen: boolean[] = [];
    client.subscribe((now, before) => {
      if (now.muted !== before.muted) seen.push(media.current().sending);
    });
    const muted = client.setMuted(true);
    assert.deepEqual(seen, [false]);
    await muted;
    assert.equal(server.last('room:mute').muted, true);
    assert.equal(client.snapshot.self?.muted, true);
    await client.setMuted(false);
    assert.equal(media.current().sending, true);
  });

  it('as asked before the join', async () => {
    const { client, server, media } = setUp();
    await client.setDeafened(true);
    client.setVolume(0.5);
    await client.join();
    const { muted, deafened } = server.last('room:join');
    assert.deepEqual([muted, deafened], [true, true]);
    assert.deepEqual([media.current().sending, media.current().volume], [false, 0]);
    await client.setDeafened(false);
    assert.deepEqual([media.current().sending, media.current().volume], [true, 0.5]);
  });

  for (const before of [false, true]) {
    it(`deafening also mutes; undeafening restores ${before ? 'muted' : 'unmuted'}`, async () => {
      const { client, media } = setUp();
      await client.join();
      await client.setMuted(before);
      await client.setDeafened(true);
      assert.deepEqual([client.snapshot.muted, media.current().volume], [true, 0]);
      await client.setDeafened(false);
      assert.deepEqual([client.snapshot.muted, media.current().volume], [before, 1]);
    });
  }

  it('a server mute silences, and unmuting does not undo it', async () => {
    const { client, media, event, self } = setUp();
    await client.join();
    event('room:participant-updated', { participant: { ...self(), serverMuted: true } });
    assert.equal(media.current().sending, false);
    await client.setMuted(true);
    await client.setMuted(false);
    event('room:participant-updated', { participant: { ...self(), serverMuted: true } });
    assert.equal(media.current().sending, false);
    event('room:participant-updated', { participant: { ...self(), serverMuted: false } });
    assert.equal(media.current().sending, true);
  });

  it('a listener does not send; made a speaker, it does, as it wished', async () => {
    const { client, media, event, self } = setUp();
    await client.join();
    const become = (role: string) => event('room:participant-updated', { participant: { ...self(), role } });
    become('listener');
    assert.equal(media.current().sending, false);
    become('speaker');
    assert.equal(media.current().sending, true);
    await client.setMuted(true);
    become('listener');
    become('speaker');
    assert.equal(media.current().sending, false, 'muted by oneself');
  });

  it('muted from outside obeys; only the person unmutes', async () => {
    const { client, media, event, self, server } = setUp();
    await client.join();
    event('room:participant-updated', { participant: { ...self(), muted: true } });
    assert.deepEqual([client.snapshot.muted, media.current().sending], [true, false]);
    event('room:participant-updated', { participant: { ...self(), muted: false } });
    assert.deepEqual([client.snapshot.muted, media.current().sending], [true, false]);
    assert.equal(server.last('room:mute').muted, true);
  });

  it('who speaks is what is heard; the own speaking is told, both edges', async () => {
    const { client, media, server, environment } = setUp();
    await client.join();
    media.current().events.onHeard(new Set(['me-1', 'anna']));
    assert.deepEqual(
      client.snapshot.participants.map(({ speaking }) => speaking),
      [true, true],
    );
    assert.equal(server.last('voice:speaking').speaking, true);
    media.current().events.onHeard(new Set());
    environment.advance(250);
    assert.equal(server.last('voice:speaking').speaking, false);
  });

  it('a microphone that is unplugged mutes', async () => {
    const { client, media, server } = setUp();
    await client.join();
    media.current().events.onMicrophoneLost(new RoomError('microphone_missing'));
    const { microphone, muted, microphoneError } = client.snapshot;
    assert.deepEqual([microphone, muted, microphoneError?.code], ['none', true, 'microphone_missing']);
    assert.equal(server.last('voice:stop').roomId, room.id);
  });

  it('volumes of participants are kept for those who are still to be heard', async () => {
    const { client, media } = setUp();
    client.watch();
    await client.setParticipantVolume('anna', 0.25);
    await client.join();
    assert.deepEqual(media.current().calls[0], ['setParticipantVolume', 'anna', 0.25]);
    assert.equal(client.snapshot.participants[0]?.volume, 0.25);
  });

  it('moderating names the room and the participant', async () => {
    const { client, server } = setUp();
    await client.join();
    await client.muteParticipant('anna');
    assert.deepEqual(
      { ...server.last('room:mute'), ref: 0 },
      {
        type: 'room:mute',
        roomId: room.id,
        participantId: 'anna',
        muted: true,
        ref: 0,
      },
    );
    await client.removeParticipant('anna');
    assert.equal(server.last('room:leave').participantId, 'anna');
  });

  for (const [reason, state, code] of [
    ['removed', 'error', 'removed'],
    ['replaced', 'error', 'replaced'],
    ['room_closed', 'error', 'room_closed'],
    ['left', 'idle', undefined],
    ['failed', 'idle', undefined],
  ] as const satisfies [LeaveReason, string, string | undefined][]) {
    it(`made to leave (${reason}) is ${state}, silent, and watches on`, async () => {
      const { client, media, event, track } = setUp();
      await client.join();
      event('room:participant-left', { participantId: 'me-1', reason });
      assert.deepEqual(
        [client.snapshot.state, client.snapshot.error?.code, client.snapshot.leaveReason, client.snapshot.self],
        [state, code, reason, null],
      );
      assert.ok(media.current().closed);
      assert.equal(client.snapshot.live, 'open');
      assert.equal(track.stopped, false, 'closing the media stops the microphone, and this media is a fake');
    });
  }
});

describe('a lost line', () => {
  it('the stay goes on where it was: same participant, fresh ticket, and what was muted meanwhile is told', async () => {
    const { client, server, media, environment } = setUp();
    await client.join();
    media.current().events.onHeard(new Set(['me-1']));
    const before = server.sent.length;
    server.sockets.at(-1)?.drop();
    assert.deepEqual([client.snapshot.state, media.current().closed], ['reconnecting', false]);
    await client.setMuted(true);
    assert.equal(media.current().sending, false);
    environment.advance(300);
    await inState(client, 'connected');
    assert.equal(server.last('auth').credential, 'token-me-1');
    assert.deepEqual(media.current().calls.slice(-2), [['keep', 'fresh'], ['revive']]);
    await until(client, ({ self }) => self?.muted === true);
    environment.advance(250);
    const said = server.sent.slice(before).map(({ type }) => type);
    assert.ok(said.includes('voice:start') && said.includes('voice:speaking'), said.join());
    assert.equal(client.snapshot.self?.id, 'me-1');
    assert.equal(media.made.length, 1);
  });

  it('leaving after it is told at once, like before it', async () => {
    const { client, server, environment } = setUp();
    await client.join();
    server.sockets.at(-1)?.drop();
    environment.advance(300);
    await inState(client, 'connected');
    await client.leave();
    assert.equal(server.last('room:leave').participantId, 'me-1');
    await until(client, ({ live, participants }) => live === 'open' && participants.length === 1);
  });

  it('doubt: a live socket that answers is kept, one that does not is replaced for the same stay', async () => {
    let isDead = false;
    const setup = setUp({ answers: { heartbeat: () => (isDead ? undefined : { type: 'ok' }) } });
    const { client, server, media, environment } = setup;
    await client.join();
    media.current().events.onDoubt({}, () => {});
    await new Promise((resolve) => setTimeout(resolve));
    environment.advance(2_500);
    assert.equal(server.sockets.length, 1);
    isDead = true;
    media.current().events.onDoubt({}, () => {});
    environment.advance(2_500);
    assert.equal(server.sockets.length, 2);
    await inState(client, 'connected');
    assert.deepEqual([client.snapshot.self?.id, media.made.length], ['me-1', 1]);
  });

  it('doubt while the line is down: tries now', async () => {
    const { client, server, media } = setUp();
    await client.join();
    server.sockets.at(-1)?.drop();
    media.current().events.onDoubt({}, () => {});
    await inState(client, 'connected');
    assert.equal(server.last('auth').credential, 'token-me-1');
  });

  for (const how of ['refused', 'not taken up'] as const) {
    it(`a stay that has ended meanwhile (${how}) is begun anew, with the same microphone`, async () => {
      const setup = setUp({
        answers: {
          auth: ({ credential }) =>
            credential && how === 'refused'
              ? { type: 'room:error', code: 'participant_left', message: '' }
              : { type: 'auth:ok', participantId: null },
        },
      });
      const { client, server, media, environment } = setup;
      await client.join();
      server.sockets.at(-1)?.drop();
      setup.forgetStay();
      environment.advance(300);
      await inState(client, 'connected');
      assert.equal(client.snapshot.self?.id, 'me-2');
      assert.deepEqual(names(client), ['anna', 'me-2']);
      const methods = media.current().calls.map(([method]) => method);
      assert.deepEqual(
        methods.filter((method) => method === 'connect' || method === 'disconnect' || method === 'openMicrophone'),
        ['openMicrophone', 'connect', 'disconnect', 'connect'],
      );
    });
  }

  it('timed out by the server while the line stands: joins anew', async () => {
    const { client, event } = setUp();
    await client.join();
    event('room:participant-left', { participantId: 'me-1', reason: 'timeout' });
    assert.equal(client.snapshot.state, 'reconnecting');
    await inState(client, 'connected');
    assert.equal(client.snapshot.self?.id, 'me-2');
  });

  it('… and tells why the stay before is over', async () => {
    const { client, event } = setUp();
    await client.join();
    const left: unknown[] = [];
    client.subscribe((now, before) => {
      if (before.self && !now.self) left.push(now.leaveReason);
    });
    event('room:participant-left', { participantId: 'me-1', reason: 'timeout' });
    await inState(client, 'connected');
    assert.equal(client.snapshot.leaveReason, null);
    await client.leave();
    assert.deepEqual(left, ['timeout', 'left']);
  });

  for (const code of ['removed', 'replaced', 'room_closed'] as const) {
    it(`a stay that was ${code} meanwhile is over`, async () => {
      const { client, server, media, environment } = setUp({
        answers: {
          auth: ({ credential }) =>
            credential ? { type: 'room:error', code, message: '' } : { type: 'auth:ok', participantId: null },
        },
      });
      await client.join();
      server.sockets.at(-1)?.drop();
      environment.advance(300);
      await inState(client, 'error');
      assert.equal(client.snapshot.error?.code, code);
      assert.ok(media.current().closed);
      await until(client, ({ live }) => live === 'open');
      assert.equal(client.snapshot.error?.code, code, 'stays until the next attempt');
    });
  }

  it('lost while joining rejects', async () => {
    const { client, server, media } = setUp();
    media.connecting = new Promise(() => {});
    const rejected = assert.rejects(client.join(), { code: 'signaling_lost' });
    await until(client, ({ self }) => self !== null);
    server.sockets.at(-1)?.drop();
    await rejected;
    assert.equal(client.snapshot.state, 'error');
    assert.ok(media.current().closed);
  });
});
