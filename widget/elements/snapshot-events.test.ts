import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Room } from '../../protocol/rest.ts';
import { RoomError } from '../client/errors.ts';
import type { Devices, RoomSnapshot } from '../client/room-snapshot.ts';
import { EMPTY_SNAPSHOT } from '../client/room-store.ts';
import { fakeParticipant } from '../client/testing/fake-room-client.ts';
import { eventsBetween } from './snapshot-events.ts';

const room = { id: 'r1', slug: 'lobby', name: 'Lobby' } as Room;
const ada = fakeParticipant({ id: 'a', displayName: 'Ada' });
const me = fakeParticipant({ id: 'm', displayName: 'Me', isSelf: true });
const watching: RoomSnapshot = { ...EMPTY_SNAPSHOT, live: 'open', room, participants: [ada] };
const joined: RoomSnapshot = { ...watching, state: 'connected', participants: [ada, me], self: me };

const from = { participantId: 'a', displayName: 'Ada' };
const hello = { id: 1, ...from, text: 'Hello', at: '2026-01-01T00:00:00.000Z' };
const wave = { id: 3, ...from, emoji: '👋' };

/** The events, each as its name and its own fields (participants by id). */
function said(before: RoomSnapshot, now: RoomSnapshot) {
  return Array.from(eventsBetween(before, now), (event) => {
    const fields: Record<string, unknown> = Object.fromEntries(
      Object.entries(event).filter(([key]) => key !== 'isTrusted'),
    );
    for (const key of ['participant', 'room']) {
      const value = fields[key] as { id: string } | null | undefined;
      if (value) fields[key] = value.id;
    }
    return [event.type, fields];
  });
}

const builtIn = { deviceId: '', label: 'Built-in', lost: false };
const devices: Devices = {
  microphone: builtIn,
  speaker: builtIn,
  noiseSuppression: 'browser',
  echoCancellation: true,
  autoGain: true,
};
const lost = { ...builtIn, lost: true };
const error = new RoomError('room_full');
const cases: [about: string, before: RoomSnapshot, now: RoomSnapshot, expected: unknown[]][] = [
  ['nothing changed', joined, { ...joined }, []],
  ['what is used is known: no news', joined, { ...joined, devices }, []],
  [
    'another microphone',
    { ...joined, devices },
    { ...joined, devices: { ...devices, microphone: lost } },
    [['voice-device-change', { kind: 'microphone', ...lost }]],
  ],
  [
    'a hand goes up, and one’s own down',
    { ...joined, participants: [ada, { ...me, handRaisedAt: '2026-01-01T00:00:00.000Z' }] },
    { ...joined, participants: [{ ...ada, handRaisedAt: '2026-01-01T00:00:01.000Z' }, me] },
    [
      ['voice-participant-change', { participant: 'a' }],
      ['voice-hand-change', { participantId: 'a', raised: true }],
      ['voice-participant-change', { participant: 'm' }],
      ['voice-hand-change', { participantId: 'm', raised: false }],
    ],
  ],
  [
    'what was written and waved since, each once, though the oldest was dropped',
    { ...joined, messages: [hello, { ...hello, id: 2 }] },
    {
      ...joined,
      messages: [
        { ...hello, id: 2 },
        { ...hello, id: 4 },
      ],
      reactions: [wave],
    },
    [
      ['voice-message', { ...hello, id: 4 }],
      ['voice-reaction', wave],
    ],
  ],
  ['forgetting what was written is no news', { ...joined, messages: [hello], reactions: [wave] }, joined, []],
  [
    'the room comes into sight: who is there is not news',
    EMPTY_SNAPSHOT,
    watching,
    [['voice-room-change', { room: 'r1' }]],
  ],
  [
    'joining',
    watching,
    { ...watching, state: 'joining' },
    [['voice-state-change', { state: 'joining', previous: 'idle' }]],
  ],
  [
    'joined: oneself comes as voice-joined only',
    { ...watching, state: 'joining' },
    joined,
    [
      ['voice-state-change', { state: 'connected', previous: 'joining' }],
      ['voice-joined', { participant: 'm' }],
    ],
  ],
  [
    'in the list but not yet reachable: not joined',
    { ...watching, state: 'joining' },
    { ...joined, state: 'joining' },
    [],
  ],
  [
    'reconnecting is neither leaving nor joining',
    joined,
    { ...joined, state: 'reconnecting' },
    [['voice-state-change', { state: 'reconnecting', previous: 'connected' }]],
  ],
  [
    'left',
    joined,
    { ...watching, leaveReason: 'removed' },
    [
      ['voice-state-change', { state: 'idle', previous: 'connected' }],
      ['voice-left', { reason: 'removed' }],
    ],
  ],
  [
    'another stay follows without a pause',
    joined,
    { ...joined, participants: [ada, { ...me, id: 'm2' }], self: { ...me, id: 'm2' } },
    [
      ['voice-left', { reason: 'left' }],
      ['voice-joined', { participant: 'm2' }],
    ],
  ],
  [
    'somebody comes, seen from the lobby too',
    { ...watching, participants: [] },
    watching,
    [['voice-participant-joined', { participant: 'a' }]],
  ],
  ['somebody goes', joined, { ...joined, participants: [me] }, [['voice-participant-left', { participant: 'a' }]]],
  [
    'another room: nobody of the old one left',
    watching,
    { ...watching, room: { ...room, id: 'r2' }, participants: [] },
    [['voice-room-change', { room: 'r2' }]],
  ],
  ['the room closes', watching, { ...watching, room: null, participants: [] }, [['voice-room-change', { room: null }]]],
  [
    'somebody speaks: no change event, it comes often',
    watching,
    { ...watching, participants: [{ ...ada, speaking: true }] },
    [['voice-speaking-change', { participantId: 'a', speaking: true }]],
  ],
  [
    'somebody is muted by a moderator',
    watching,
    { ...watching, participants: [{ ...ada, serverMuted: true }] },
    [
      ['voice-participant-change', { participant: 'a' }],
      ['voice-mute-change', { muted: true, participantId: 'a' }],
    ],
  ],
  [
    'somebody deafens',
    watching,
    { ...watching, participants: [{ ...ada, muted: true, deafened: true }] },
    [
      ['voice-participant-change', { participant: 'a' }],
      ['voice-mute-change', { muted: true, participantId: 'a' }],
      ['voice-deafen-change', { deafened: true, participantId: 'a' }],
    ],
  ],
  [
    'a connection becomes worse',
    watching,
    { ...watching, participants: [{ ...ada, quality: 'poor' }] },
    [
      ['voice-participant-change', { participant: 'a' }],
      ['voice-quality-change', { participantId: 'a', quality: 'poor' }],
    ],
  ],
  [
    'I mute: one mute event, without an id',
    joined,
    { ...joined, muted: true, participants: [ada, { ...me, muted: true }], self: { ...me, muted: true } },
    [
      ['voice-participant-change', { participant: 'm' }],
      ['voice-mute-change', { muted: true }],
    ],
  ],
  ['I deafen before joining', watching, { ...watching, deafened: true }, [['voice-deafen-change', { deafened: true }]]],
  [
    'an error',
    { ...watching, state: 'joining' },
    { ...watching, state: 'error', error },
    [
      ['voice-state-change', { state: 'error', previous: 'joining' }],
      ['voice-error', { code: 'room_full', message: error.message, recoverable: true, fix: error.fix }],
    ],
  ],
  [
    'the same error still',
    { ...watching, error },
    { ...watching, error, muted: true },
    [['voice-mute-change', { muted: true }]],
  ],
  [
    'no microphone',
    joined,
    { ...joined, microphone: 'none', microphoneError: error },
    [['voice-error', { code: 'room_full', message: error.message, recoverable: true, fix: error.fix }]],
  ],
];

for (const [about, before, now, expected] of cases) test(about, () => assert.deepEqual(said(before, now), expected));

test('facts neither bubble nor can be cancelled', () => {
  for (const event of eventsBetween(EMPTY_SNAPSHOT, joined)) {
    assert.equal(event.bubbles, false);
    assert.equal(event.cancelable, false);
  }
});
