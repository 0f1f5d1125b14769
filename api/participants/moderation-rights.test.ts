/** Who may moderate: every kind of caller, every act, over REST and over the live socket. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { JoinResult } from '../../protocol/rest.ts';
import type { Sent } from '../live/testing/live-client.ts';
import { startLive } from '../live/testing/live-harness.ts';
import { ADMIN_KEY } from '../testing/config.ts';
import { forEachDatabase } from '../testing/databases.ts';

type Live = Awaited<ReturnType<typeof startLive>>;

/** The room in which somebody is to be moderated. */
interface Scene {
  live: Live;
  moderator: JoinResult;
  target: JoinResult;
}

interface Act {
  /** Method, path below the room, body. */
  rest(scene: Scene): [line: string, json?: object];
  live?(scene: Scene): Sent;
}

const ids = ({ target }: Scene) => ({ roomId: target.room.id, participantId: target.participant.id });
const person = ({ target }: Scene) => `/participants/${target.participant.id}`;

const ACTS: Record<string, Act> = {
  mute: {
    rest: (scene) => [`PATCH ${person(scene)}`, { serverMuted: true }],
    live: (scene) => ({ type: 'room:mute', ...ids(scene), muted: true }),
  },
  unmute: {
    rest: (scene) => [`PATCH ${person(scene)}`, { serverMuted: false }],
    live: (scene) => ({ type: 'room:mute', ...ids(scene), muted: false }),
  },
  'change of role': {
    rest: (scene) => [`PATCH ${person(scene)}`, { role: 'listener' }],
    live: (scene) => ({ type: 'room:role', ...ids(scene), role: 'listener' }),
  },
  lock: {
    rest: () => ['PATCH ', { settings: { locked: true } }],
    live: (scene) => ({ type: 'room:settings', roomId: ids(scene).roomId, settings: { locked: true } }),
  },
  'list of bans': { rest: () => ['GET /bans'] },
  'ban of one who is away': { rest: () => ['POST /bans', { agentId: 'away' }] },
  lift: {
    rest: () => ['DELETE /bans?agentId=away'],
    live: (scene) => ({ type: 'room:unban', roomId: ids(scene).roomId, agentId: 'away' }),
  },
  removal: {
    rest: (scene) => [`DELETE ${person(scene)}`],
    live: (scene) => ({ type: 'room:leave', ...ids(scene) }),
  },
  'removal with ban': {
    rest: (scene) => [`DELETE ${person(scene)}?ban=60`],
    live: (scene) => ({ type: 'room:leave', ...ids(scene), ban: 60 }),
  },
};

interface Caller {
  credential(scene: Scene): Promise<string | undefined>;
  rest: string;
  live: string;
}

const OPEN = { kind: 'open', siteId: 'default' } as const;
const inRoom = async ({ live }: Scene, room: string, agentId: string) =>
  (await live.participants.join(OPEN, room, { agentId })).result;

/** What each is answered: `ok`, or the code. On a live socket, who is not in that room is anybody. */
const CALLERS: Record<string, Caller> = {
  'a moderator': { credential: async ({ moderator }) => moderator.token, rest: 'ok', live: 'ok' },
  'a speaker': {
    credential: async (scene) => (await inRoom(scene, scene.target.room.id, 'speaker')).token,
    rest: 'forbidden',
    live: 'forbidden',
  },
  'a listener': {
    async credential(scene) {
      const { token, participant, room } = await inRoom(scene, scene.target.room.id, 'listener');
      await scene.live.participants.update(OPEN, room.id, participant.id, { role: 'listener' });
      return token;
    },
    rest: 'forbidden',
    live: 'forbidden',
  },
  'a moderator who was made a speaker': {
    async credential(scene) {
      const { token, participant, room } = await inRoom(scene, scene.target.room.id, 'second');
      for (const role of ['moderator', 'speaker'] as const) {
        await scene.live.participants.update(OPEN, room.id, participant.id, { role });
      }
      return token;
    },
    rest: 'forbidden',
    live: 'forbidden',
  },
  'a moderator who has left': {
    async credential(scene) {
      const { token, participant, room } = await inRoom(scene, scene.target.room.id, 'gone');
      await scene.live.participants.update(OPEN, room.id, participant.id, { role: 'moderator' });
      await scene.live.participants.leave({ kind: 'system' }, room.id, participant.id);
      return token;
    },
    rest: 'participant_left',
    live: 'unauthenticated',
  },
  'a moderator of another room': {
    credential: async (scene) => (await inRoom(scene, `another-${scene.target.room.slug}`, 'other')).token,
    rest: 'forbidden',
    live: 'unauthenticated',
  },
  anybody: { credential: async () => undefined, rest: 'unauthenticated', live: 'unauthenticated' },
  'the admin key': { credential: async () => ADMIN_KEY, rest: 'ok', live: 'ok' },
};

forEachDatabase((open) => {
  let live: Live;
  let rooms = 0;
  const stack = new AsyncDisposableStack();
  before(async () => {
    live = stack.use(await startLive({ db: stack.use(await open()), config: { production: true } }));
  });
  after(() => stack.disposeAsync());

  async function setScene(): Promise<Scene> {
    rooms += 1;
    const scene = { live } as Scene;
    scene.moderator = await inRoom(scene, `room-${rooms}`, 'anna');
    scene.target = await inRoom(scene, `room-${rooms}`, 'ben');
    return scene;
  }

  /** `ok`, or the code of the refusal. */
  async function byRest({ target }: Scene, token: string | undefined, [line, json]: ReturnType<Act['rest']>) {
    const [method = '', path = ''] = line.split(' ');
    const url = `${live.url.replace('ws', 'http').replace('/live', '')}/rooms/${target.room.id}${path}`;
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      'content-type': 'application/json',
    };
    const response = await fetch(url, { method, headers, ...(json ? { body: JSON.stringify(json) } : {}) });
    const text = await response.text();
    return response.ok ? 'ok' : JSON.parse(text).code;
  }

  async function byLive(token: string | undefined, message: Sent) {
    const client = await live.connect();
    await client.ask({ type: 'auth', ...(token === undefined ? {} : { credential: token }) });
    const answer = await client.ask(message);
    client.ws.close();
    return answer.type === 'room:error' ? answer.code : 'ok';
  }

  for (const [caller, { credential, ...expected }] of Object.entries(CALLERS)) {
    describe(caller, () => {
      for (const [name, act] of Object.entries(ACTS)) {
        test(`${name} by REST: ${expected.rest}`, async () => {
          const scene = await setScene();
          assert.equal(await byRest(scene, await credential(scene), act.rest(scene)), expected.rest);
        });
        if (!act.live) continue;
        const message = act.live;
        test(`${name} by the live socket: ${expected.live}`, async () => {
          const scene = await setScene();
          assert.equal(await byLive(await credential(scene), message(scene)), expected.live);
        });
      }
    });
  }
});
