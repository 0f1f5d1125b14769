import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ParticipantStatus } from '../../../protocol/states.ts';
import { nextMoves, type Situation } from './call-table.ts';

function moves(there: Record<string, ParticipantStatus>, situation: Partial<Situation> = {}) {
  return nextMoves({
    selfId: 'me',
    callees: new Set(['anna', 'ben']),
    participants: new Map(Object.entries(there).map(([id, status]) => [id, { id, status }])),
    linked: new Set(),
    due: new Set(),
    calling: new Set(),
    ...situation,
  });
}

test('calls those who were there before, once they can be reached', () => {
  assert.deepEqual(moves({ anna: 'connected', ben: 'connecting', me: 'connected' }).call, ['anna']);
  assert.deepEqual(moves({ anna: 'connected', ben: 'connected', me: 'connected' }).call, ['anna', 'ben']);
});

test('never calls who came later, nor itself: they call', () => {
  assert.deepEqual(moves({ me: 'connected', later: 'connected' }).call, []);
});

test('one connection each: calls nobody it is connected with, until it is time to call again', () => {
  const there = { anna: 'connected', ben: 'connected' } as const;
  assert.deepEqual(moves(there, { linked: new Set(['anna', 'ben']) }).call, []);
  assert.deepEqual(moves(there, { linked: new Set(['anna', 'ben']), due: new Set(['ben']) }).call, ['ben']);
});

test('answers everybody of the room, also one it has a connection with', () => {
  const calling = new Set(['anna', 'stranger']);
  assert.deepEqual(moves({ anna: 'connected' }, { calling, linked: new Set(['anna']) }).answer, ['anna']);
});

test('hangs up on who is gone', () => {
  assert.deepEqual(moves({ anna: 'connected' }, { linked: new Set(['anna', 'ben']) }).hangUp, ['ben']);
});
