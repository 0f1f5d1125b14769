import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRestart } from './restart-message.ts';

const offer = { call: 'mc_1', round: 1, description: { type: 'offer', sdp: 'v=0' } };

test('an offer, an answer and a refusal are read as they are', () => {
  for (const payload of [
    offer,
    { ...offer, description: { type: 'answer', sdp: 'v=0' } },
    { ...offer, description: null },
  ]) {
    assert.deepEqual(parseRestart(payload), payload);
  }
});

test('anything else is none', () => {
  for (const payload of [
    undefined,
    null,
    'x',
    [],
    {},
    { ...offer, call: 1 },
    { ...offer, round: '1' },
    { ...offer, description: undefined },
    { ...offer, description: { type: 'rollback', sdp: '' } },
    { ...offer, description: { type: 'offer' } },
  ]) {
    assert.equal(parseRestart(payload), undefined);
  }
});
