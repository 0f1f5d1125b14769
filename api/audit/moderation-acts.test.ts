/** Every act of a moderator or a backend is written down, with who did it to whom, by REST and by the live socket. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEntry } from '../../protocol/audit.ts';
import type { Sent } from '../live/testing/live-client.ts';
import { startLive } from '../live/testing/live-harness.ts';
import { forEachDatabase } from '../testing/databases.ts';

const ADMIN = { kind: 'admin', siteId: 'default' } as const;

/** What happened in one moment has no order of its own. */
const byAction = (a: AuditEntry, b: AuditEntry) =>
  a.action.localeCompare(b.action) || String(a.details.agentId).localeCompare(String(b.details.agentId));

interface Names {
  roomId: string;
  /** Of whoever is moderated. */
  participantId: string;
}

/** Each act in turn on the same participant, and what is written down of it: action, target, details. */
const ACTS: [
  name: string,
  live: (names: Names) => Sent,
  rest: (names: Names) => [method: string, path: string, json?: object],
  written: [action: string, target: 'participant' | 'agent' | null, details: object][],
][] = [
  [
    'mute',
    (names) => ({ type: 'room:mute', ...names, muted: true }),
    ({ participantId }) => ['PATCH', `/participants/${participantId}`, { serverMuted: true }],
    [['participant.muted', 'participant', { agentId: 'ben' }]],
  ],
  [
    'unmute',
    (names) => ({ type: 'room:mute', ...names, muted: false }),
    ({ participantId }) => ['PATCH', `/participants/${participantId}`, { serverMuted: false }],
    [['participant.unmuted', 'participant', { agentId: 'ben' }]],
  ],
  [
    'role',
    (names) => ({ type: 'room:role', ...names, role: 'listener' }),
    ({ participantId }) => ['PATCH', `/participants/${participantId}`, { role: 'listener' }],
    [['participant.role_changed', 'participant', { agentId: 'ben', from: 'speaker', to: 'listener' }]],
  ],
  [
    'lock',
    ({ roomId }) => ({ type: 'room:settings', roomId, settings: { locked: true } }),
    () => ['PATCH', '', { settings: { locked: true } }],
    [['room.updated', null, { settings: { locked: true } }]],
  ],
  [
    'ban',
    (names) => ({ type: 'room:leave', ...names, ban: true }),
    ({ participantId }) => ['DELETE', `/participants/${participantId}?ban=true`],
    [
      ['ban.created', 'agent', { slug: 'lobby', reason: null, expiresAt: null }],
      ['participant.removed', 'participant', { agentId: 'ben', reason: 'banned' }],
    ],
  ],
  [
    'lift',
    ({ roomId }) => ({ type: 'room:unban', roomId, agentId: 'ben' }),
    () => ['DELETE', '/bans?agentId=ben'],
    [['ban.lifted', 'agent', { slug: 'lobby' }]],
  ],
];

forEachDatabase((open) => {
  for (const channel of ['live', 'rest'] as const) {
    test(`by ${channel}: each act once, and what changes nothing not at all`, async () => {
      await using db = await open();
      await using live = await startLive({ db });
      const anna = await live.join('lobby', 'anna');
      const { participantId } = await live.join('lobby', 'ben');
      const { roomId } = anna;
      const names = { roomId, participantId };
      const base = `${live.url.replace('ws', 'http').replace('/live', '')}/rooms/${roomId}`;
      const written = async () => (await live.audit.list(ADMIN, { roomId, limit: 100 })).data;

      async function perform([, byLive, byRest]: (typeof ACTS)[number]): Promise<void> {
        if (channel === 'live') {
          const answer = await anna.client.ask(byLive(names));
          assert.notEqual(answer.type, 'room:error', JSON.stringify(answer));
          return;
        }
        const [method, path, json] = byRest(names);
        const headers = { authorization: `Bearer ${anna.joined.token}`, 'content-type': 'application/json' };
        const answer = await fetch(base + path, { method, headers, ...(json && { body: JSON.stringify(json) }) });
        assert.ok(answer.ok, await answer.text());
      }

      for (const act of ACTS) {
        const known = new Set((await written()).map(({ id }) => id));
        await perform(act);
        // A second time it changes nothing, but for what sets things anew.
        if (!['lock', 'ban'].includes(act[0])) await perform(act);
        const told = (await written()).filter(({ id }) => !known.has(id)).sort(byAction);
        const targets = { participant: participantId, agent: 'ben' };
        assert.deepEqual(
          told.map(({ action, targetId, details, actor }) => ({ action, targetId, details, actor })),
          act[3].map(([action, target, details]) => ({
            action,
            targetId: target && targets[target],
            details,
            actor: { kind: 'participant', id: anna.participantId },
          })),
          act[0],
        );
      }
    });
  }

  test('removing, closing, banning from outside, and the role that passes on by itself', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const ben = await live.join('lobby', 'ben');
    const { roomId } = anna;
    await live.participants.leave(ADMIN, roomId, anna.participantId);
    await live.bans.create(ADMIN, roomId, { agentId: 'ben', reason: 'noise' });
    await live.rooms.close(ADMIN, roomId, 'closed');
    await live.rooms.close(ADMIN, roomId, 'closed');
    await assert.rejects(live.participants.update(ADMIN, roomId, ben.participantId, { serverMuted: true }));
    const { data } = await live.audit.list(ADMIN, { roomId, limit: 100 });
    assert.deepEqual(
      data.sort(byAction).map(({ action, targetId, actor, details }) => [action, targetId, actor.kind, details]),
      [
        ['ban.created', 'ben', 'admin', { slug: 'lobby', reason: 'noise', expiresAt: null }],
        ['participant.removed', anna.participantId, 'admin', { agentId: 'anna', reason: 'removed' }],
        ['participant.removed', ben.participantId, 'admin', { agentId: 'ben', reason: 'banned' }],
        ['participant.role_changed', ben.participantId, 'system', { agentId: 'ben', from: 'speaker', to: 'moderator' }],
        ['room.closed', null, 'admin', { reason: 'closed' }],
      ],
    );
  });

  test('people who leave by themselves are nobody’s act', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const { client, roomId, participantId } = await live.join('lobby', 'anna');
    await client.ask({ type: 'room:mute', roomId, participantId, muted: true });
    await client.ask({ type: 'room:leave', roomId, participantId });
    assert.deepEqual((await live.audit.list(ADMIN, { limit: 100 })).data, []);
  });
});
