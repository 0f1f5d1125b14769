import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CLOSE_REASONS,
  canMove,
  LEAVE_REASONS,
  PARTICIPANT_TRANSITIONS,
  ROOM_TRANSITIONS,
  SESSION_END,
  SESSION_TRANSITIONS,
} from './states.ts';

/** Every allowed move, written out once more by hand: what is not here must be refused. */
const ALLOWED = {
  room: ['created>waiting', 'created>closed', 'waiting>active', 'waiting>closed', 'active>waiting', 'active>closed'],
  participant: [
    'connecting>connected',
    'connecting>disconnected',
    'connecting>left',
    'connected>disconnected',
    'connected>left',
    'disconnected>connecting',
    'disconnected>connected',
    'disconnected>left',
  ],
  session: ['active>completed', 'active>failed', 'active>timeout'],
};

const TABLES: Record<keyof typeof ALLOWED, Record<string, readonly string[]>> = {
  room: ROOM_TRANSITIONS,
  participant: PARTICIPANT_TRANSITIONS,
  session: SESSION_TRANSITIONS,
};

for (const name of ['room', 'participant', 'session'] as const) {
  const table = TABLES[name];
  for (const from of Object.keys(table)) {
    for (const to of Object.keys(table)) {
      const allowed = ALLOWED[name].includes(`${from}>${to}`);
      test(`a ${name} that is ${from} ${allowed ? 'may become' : 'never becomes'} ${to}`, () => {
        assert.equal(canMove(table, from, to), allowed);
      });
    }
  }
}

test('what is over stays over', () => {
  assert.deepEqual(ROOM_TRANSITIONS.closed, []);
  assert.deepEqual(PARTICIPANT_TRANSITIONS.left, []);
  for (const end of ['completed', 'failed', 'timeout'] as const) assert.deepEqual(SESSION_TRANSITIONS[end], []);
});

test('every reason to leave ends the session in a way the table allows', () => {
  assert.deepEqual(Object.keys(SESSION_END).sort(), [...LEAVE_REASONS].sort());
  for (const reason of LEAVE_REASONS) assert.ok(canMove(SESSION_TRANSITIONS, 'active', SESSION_END[reason]));
  assert.equal(new Set(CLOSE_REASONS).size, CLOSE_REASONS.length);
});
