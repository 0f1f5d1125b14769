import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { createTokensService } from './tokens.service.ts';

const STAY = { participantId: '0190a0a0-0000-4000-8000-000000000001', roomId: '0190a0a0-0000-4000-8000-000000000002' };
const secret = 'a secret of at least thirty-two characters';
const START = Date.UTC(2026, 0, 1);

test('a participant token says whose stay it is, for a day', async () => {
  let now = START;
  const tokens = createTokensService({ secret, clock: () => new Date(now), newId: randomUUID });
  const token = await tokens.mintParticipantToken(STAY);
  assert.deepEqual(await tokens.verify(token), { kind: 'stay', ...STAY });
  now += 24 * 3600_000 - 1000;
  assert.deepEqual(await tokens.verify(token), { kind: 'stay', ...STAY });
  now += 1000;
  await assert.rejects(tokens.verify(token), { code: 'token_expired', status: 401 });
});

test('a ticket has the claims that the signalling server asks for, and is no participant token', async () => {
  const tokens = createTokensService({ secret, clock: () => new Date(START), newId: randomUUID });
  const { token, expiresAt } = await tokens.mintTicket(STAY);
  const { iat, jti, ...claims } = decodeJwt(token);
  assert.ok(jti);
  const exp = START / 1000 + 600;
  assert.deepEqual(claims, { aud: 'peer', sub: STAY.participantId, room: STAY.roomId, exp });
  assert.deepEqual([decodeProtectedHeader(token), expiresAt], [{ alg: 'HS256' }, new Date(exp * 1000).toISOString()]);
  await assert.rejects(tokens.verify(token), { code: 'token_invalid' });
});
