import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ServerMessage } from '../../protocol/live-events.ts';
import type { JoinResult } from '../../protocol/rest.ts';
import { EMPTY_STATE, participantsOf, type RoomState, receive } from './room-state.ts';
import { wireParticipant, wireRoom } from './testing/fake-wire.ts';

const anna = wireParticipant({ id: 'anna', joinedAt: '2026-01-01T00:00:01.000Z' });
const ben = wireParticipant({ id: 'ben', joinedAt: '2026-01-01T00:00:02.000Z' });
const room = wireRoom();
const roomId = room.id;

function take(state: RoomState, ...messages: ServerMessage[]): RoomState {
  return messages.reduce((before, message) => {
    const next = receive(before, message);
    assert.ok(next, `missing messages before ${message.type}`);
    return next;
  }, state);
}

const snapshot = (seq: number): ServerMessage => ({
  type: 'room:snapshot',
  roomId,
  seq,
  room,
  participants: [anna],
  speaking: ['anna'],
});
const watching = take(EMPTY_STATE, snapshot(7));

describe('receiving', () => {
  it('a snapshot replaces everything the server says', () => {
    const later = take(
      take(watching, { type: 'room:participant-joined', roomId, seq: 8, participant: ben }),
      snapshot(9),
    );
    assert.deepEqual([...later.participants.keys()], ['anna']);
    assert.equal(later.seq, 9);
  });

  it('joining, changing and leaving', () => {
    const joined = take(watching, { type: 'room:participant-joined', roomId, seq: 8, participant: ben });
    assert.deepEqual([...joined.participants.keys()], ['anna', 'ben']);
    const muted = take(joined, {
      type: 'room:participant-updated',
      roomId,
      seq: 9,
      participant: { ...ben, muted: true },
    });
    assert.equal(muted.participants.get('ben')?.muted, true);
    const left = take(muted, { type: 'room:participant-left', roomId, seq: 10, participantId: 'anna', reason: 'left' });
    assert.deepEqual([...left.participants.keys()], ['ben']);
    assert.equal(left.speaking.size, 0, 'who has left does not speak');
  });

  it('ignores what it knows already', () => {
    for (const seq of [6, 7]) {
      assert.equal(receive(watching, { type: 'room:participant-joined', roomId, seq, participant: ben }), watching);
    }
  });

  it('ignores another room', () => {
    const message = { type: 'room:participant-joined', roomId: 'other', seq: 8, participant: ben } as const;
    assert.equal(receive(watching, message), watching);
  });

  it('says that messages are missing', () => {
    assert.equal(receive(watching, { type: 'room:participant-joined', roomId, seq: 9, participant: ben }), null);
  });

  it('takes in a room made while its name was watched', () => {
    const empty = take(EMPTY_STATE, {
      type: 'room:snapshot',
      roomId: '',
      seq: 0,
      room: null,
      participants: [],
      speaking: [],
    });
    const made = take(
      empty,
      { type: 'room:created', roomId, seq: 1, room },
      { type: 'room:participant-joined', roomId, seq: 2, participant: anna },
    );
    assert.equal(made.room?.id, roomId);
    assert.equal(made.participants.size, 1);
  });

  it('a closed room is no room', () => {
    const closed = take(watching, { type: 'room:closed', roomId, seq: 8, reason: 'closed' });
    assert.equal(closed.room, null);
    assert.equal(closed.participants.size, 0);
  });

  it('a join brings everybody, in order of joining', () => {
    const result = { participant: ben, peers: [anna], room } as JoinResult;
    const joined = take(watching, { type: 'room:joined', roomId, participantId: 'ben', seq: 12, ...result });
    assert.deepEqual(
      participantsOf({ ...joined, selfId: 'ben' }).map(({ id, isSelf }) => [id, isSelf]),
      [
        ['anna', false],
        ['ben', true],
      ],
    );
  });

  it('speaking: both edges', () => {
    const both = take(
      watching,
      { type: 'room:participant-joined', roomId, seq: 8, participant: ben },
      { type: 'voice:speaking', roomId, seq: 9, participantId: 'ben', speaking: true },
      { type: 'voice:speaking', roomId, seq: 10, participantId: 'anna', speaking: false },
    );
    assert.deepEqual([...both.speaking], ['ben']);
  });
});

describe('showing', () => {
  const inCall: RoomState = {
    ...watching,
    participants: new Map([ben, anna].map((one) => [one.id, one])),
    selfId: 'ben',
    links: new Map(),
    heard: new Set(),
  };
  const shown = (state: RoomState, id: string) => participantsOf(state).find((one) => one.id === id);

  it('in order of joining, then of id', () => {
    const same = wireParticipant({ id: 'aaron', joinedAt: anna.joinedAt });
    const state = { ...inCall, participants: new Map([ben, anna, same].map((one) => [one.id, one])) };
    assert.deepEqual(
      participantsOf(state).map(({ id }) => id),
      ['aaron', 'anna', 'ben'],
    );
  });

  for (const [link, status, quality] of [
    [undefined, 'connecting', 'unknown'],
    ['connecting', 'connecting', 'unknown'],
    ['connected', 'connected', 'unknown'],
    ['lost', 'disconnected', 'lost'],
  ] as const) {
    it(`a link that is ${link} shows as ${status}; the own status is the server's`, () => {
      const state = { ...inCall, links: new Map(link ? [['anna', link]] : []) };
      assert.equal(shown(state, 'anna')?.status, status);
      assert.equal(shown(state, 'anna')?.quality, quality);
      assert.equal(shown(state, 'ben')?.status, 'connected');
    });
  }

  it('in a call who speaks is what is heard, else what the server says', () => {
    assert.equal(shown({ ...inCall, heard: null }, 'anna')?.speaking, true);
    assert.equal(shown(inCall, 'anna')?.speaking, false);
    assert.equal(shown({ ...inCall, heard: new Set(['anna']) }, 'anna')?.speaking, true);
  });

  it('the muted never speak', () => {
    for (const muted of [{ muted: true }, { serverMuted: true }]) {
      const participants = new Map([['anna', { ...anna, ...muted }]]);
      assert.equal(shown({ ...watching, participants }, 'anna')?.speaking, false);
    }
  });

  it('volumes are 1 unless set', () => {
    assert.equal(shown(inCall, 'anna')?.volume, 1);
    assert.equal(shown({ ...inCall, volumes: new Map([['anna', 0.3]]) }, 'anna')?.volume, 0.3);
  });
});
