import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { room, setUp } from './testing/client-in-room.ts';

const from = { roomId: room.id, participantId: 'anna', displayName: 'Anna' };
const at = '2026-01-01T00:00:00.000Z';

describe('text, reactions and hands', () => {
  it('each command is one message and settles with its answer', async () => {
    const { client, server } = setUp({
      answers: {
        'room:message': ({ text }) => ({ type: 'room:message', ...from, text, at }),
        'room:reaction': ({ emoji }) => ({ type: 'room:reaction', ...from, emoji }),
        'room:hand': () => ({ type: 'ok' }),
      },
    });
    await client.join();
    await client.sendMessage('hello');
    await client.react('👋');
    await client.raiseHand(true);
    await client.raiseHand(false, 'anna');
    assert.deepEqual(client.snapshot.messages, [
      { id: 1, participantId: 'anna', displayName: 'Anna', text: 'hello', at },
    ]);
    assert.deepEqual(client.snapshot.reactions, [{ id: 2, participantId: 'anna', displayName: 'Anna', emoji: '👋' }]);
    const hands = server.sent.filter((message) => message.type === 'room:hand');
    assert.deepEqual(
      hands.map(({ participantId, raised }) => [participantId, raised]),
      [
        ['me-1', true],
        ['anna', false],
      ],
    );
  });

  it('a refusal keeps its code; outside the room nothing is sent', async () => {
    const refuse = () => ({ type: 'room:error', code: 'chat_off', message: 'off' });
    const { client, server } = setUp({ answers: { 'room:message': refuse } });
    client.watch();
    await assert.rejects(client.sendMessage('hello'), { code: 'room_not_found' });
    await client.join();
    await assert.rejects(client.sendMessage('hello'), { code: 'chat_off' });
    assert.equal(server.sent.filter(({ type }) => type === 'room:message').length, 1);
    assert.deepEqual(client.snapshot.messages, []);
  });

  it('keeps the last 200 messages and 20 reactions, frozen, until one leaves', async () => {
    const { client, server } = setUp();
    await client.join();
    for (let n = 1; n <= 250; n += 1) {
      server.tell({ type: 'room:message', ...from, text: `${n}`, at });
      server.tell({ type: 'room:reaction', ...from, emoji: '👍' });
    }
    const { messages, reactions } = client.snapshot;
    assert.deepEqual([messages.length, messages[0]?.text, reactions.length], [200, '51', 20]);
    assert.ok(Object.isFrozen(messages) && Object.isFrozen(messages[0]));
    await client.leave();
    assert.deepEqual([client.snapshot.messages, client.snapshot.reactions], [[], []]);
  });
});
