import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJwt } from 'jose';
import { isUuid } from '../../protocol/guards.ts';
import { TICKET_AUDIENCE } from '../../protocol/peer-messages.ts';
import { forEachDatabase } from '../testing/databases.ts';
import { startLive } from './testing/live-harness.ts';

forEachDatabase((open) => {
  test('the lobby reserves who one will be: a ticket that names no room, and the same id by the join, once', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const client = await live.client();
    const { participantId, signaling } = await client.get('room:reserved', { type: 'room:reserve', room: 'lobby' });
    assert(isUuid(participantId));
    assert.equal(signaling.peerId, participantId);
    const { aud, sub, room } = decodeJwt(signaling.token);
    assert.deepEqual({ aud, sub, room }, { aud: TICKET_AUDIENCE, sub: participantId, room: undefined });
    // Nobody is in the room by that.
    assert.equal((await client.get('room:snapshot', { type: 'room:watch', room: 'lobby' })).room, null);

    const join = { type: 'room:join', room: 'lobby', agentId: 'anna', participantId };
    const joined = await client.get('room:joined', join);
    assert.equal(joined.participantId, participantId);
    assert.equal(decodeJwt(joined.signaling.token).room, joined.roomId);
    await client.get('room:participant-left', { type: 'room:leave', roomId: joined.roomId, participantId });
    const again = await client.get('room:joined', join);
    assert.notEqual(again.participantId, participantId);
  });

  test('what another socket has reserved, and what nobody has, is not given', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.client();
    const ben = await live.client();
    const { participantId } = await anna.get('room:reserved', { type: 'room:reserve', room: 'lobby' });
    const stolen = await ben.get('room:joined', { type: 'room:join', room: 'lobby', agentId: 'ben', participantId });
    assert.notEqual(stolen.participantId, participantId);
    const own = await anna.get('room:joined', { type: 'room:join', room: 'lobby', agentId: 'anna', participantId });
    assert.equal(own.participantId, participantId);
  });
});
