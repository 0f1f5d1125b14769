import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Room } from '../../protocol/rest.ts';
import type { RoomSnapshot } from '../client/room-snapshot.ts';
import { EMPTY_SNAPSHOT } from '../client/room-store.ts';
import { fakeParticipant } from '../client/testing/fake-room-client.ts';
import { type Announce, announcement } from './announcements.ts';
import { callMessages } from './call-messages.ts';
import { compose } from './compose.ts';

const english = compose(callMessages.texts, undefined, undefined, 'en');
const person = (id: string) => fakeParticipant({ id, displayName: id });
const me = fakeParticipant({ id: 'me', isSelf: true });
const call: RoomSnapshot = {
  ...EMPTY_SNAPSHOT,
  state: 'connected',
  room: { id: 'r' } as Room,
  participants: [me, person('Ada')],
  self: me,
};
const withPeople = (...names: string[]): RoomSnapshot => ({ ...call, participants: [me, ...names.map(person)] });

const cases: [about: string, before: RoomSnapshot, now: RoomSnapshot, level: Announce, expected: string][] = [
  ['somebody comes', call, withPeople('Ada', 'Bea'), 'all', 'Bea joined.'],
  ['two come at once', call, withPeople('Ada', 'Bea', 'Cyd'), 'all', 'Bea and Cyd joined.'],
  ['a crowd comes', call, withPeople('Ada', 'B', 'C', 'D', 'E'), 'all', '4 people joined.'],
  ['one goes, one comes', call, withPeople('Bea'), 'all', 'Bea joined. Ada left.'],
  ['important: comings are not', call, withPeople('Ada', 'Bea'), 'important', ''],
  [
    'the line is lost',
    call,
    { ...call, state: 'reconnecting' },
    'important',
    'The connection was lost. Trying to get you back in…',
  ],
  ['and back', { ...call, state: 'reconnecting' }, call, 'important', 'You are connected again.'],
  [
    'a moderator mutes you',
    call,
    { ...call, self: { ...me, serverMuted: true, serverMutedBy: 'Ada' } },
    'important',
    'Ada muted you for everybody. Only a moderator can undo that.',
  ],
  [
    'somebody outside the room mutes you',
    call,
    { ...call, self: { ...me, serverMuted: true } },
    'important',
    'A moderator muted you for everybody. Only a moderator can undo that.',
  ],
  [
    'and lets you be heard again',
    { ...call, self: { ...me, serverMuted: true } },
    call,
    'important',
    'A moderator lets you be heard again.',
  ],
  [
    'you become a listener',
    call,
    { ...call, self: { ...me, role: 'listener' } },
    'important',
    'A moderator made you a listener.',
  ],
  ['none is none', call, { ...call, state: 'reconnecting' }, 'none', ''],
  ['I come: the page knows', { ...call, participants: [person('Ada')], self: null }, call, 'all', ''],
];

for (const [about, before, now, level, expected] of cases)
  test(about, () => assert.equal(announcement(before, now, level, english), expected));
