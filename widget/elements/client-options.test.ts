import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedOptions, clientOptions, type VoiceRoomOptions } from './client-options.ts';

const none: VoiceRoomOptions = {
  room: 'lobby',
  server: undefined,
  siteKey: undefined,
  token: undefined,
  tokenProvider: undefined,
  displayName: undefined,
  avatar: undefined,
  agentId: undefined,
  privacy: undefined,
  multiTab: undefined,
  noiseSuppression: undefined,
  echoCancellation: undefined,
  autoGain: undefined,
  pttKey: undefined,
};
const server = 'https://voice.example.com';

test('what is not given is left to the client, the server is the script’s', () => {
  const { room, server: where, ...rest } = clientOptions(none, server, '');
  assert.deepEqual([room, where], ['lobby', server]);
  for (const [key, value] of Object.entries(rest)) assert.equal(value, undefined, key);
});

test('a display name wins over the remembered one; an empty attribute does not', () => {
  assert.equal(clientOptions(none, server, 'Ada').displayName, 'Ada');
  assert.equal(clientOptions({ ...none, displayName: '' }, server, 'Ada').displayName, 'Ada');
  assert.equal(clientOptions({ ...none, displayName: 'Bea' }, server, 'Ada').displayName, 'Bea');
});

test('only what changed is passed on, a removed option as undefined', () => {
  const before = clientOptions({ ...none, avatar: 'https://example.com/a.png' }, server, '');
  const now = clientOptions({ ...none, room: 'other' }, server, '');
  assert.deepEqual(changedOptions(before, now), { room: 'other', avatar: undefined });
  assert.deepEqual(changedOptions(now, { ...now }), {});
});
