import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { JoinBody, JoinResult, JoinToken, Page, Participant } from '../../protocol/rest.ts';
import { ADMIN_KEY, forEachApi } from '../testing/harness.ts';
import { makeSite, type TestSite } from '../testing/site.ts';

const KEY = 'the-key-of-the-one';
const OTHER_KEY = 'the-key-of-another';

forEachApi(
  (api) => {
    let site: TestSite;
    before(async () => {
      site = await makeSite(api);
    });

    /** By the publishable key unless another credential is given. */
    const ask = (room: string, json: JoinBody, token = site.publishable) =>
      api.request<JoinResult & { code?: string; detail?: string }>(`POST /rooms/${room}/participants`, { json, token });

    async function enter(room: string, json: JoinBody, token?: string): Promise<JoinResult> {
      const { status, body } = await ask(room, json, token);
      assert.equal(status, 201, JSON.stringify(body));
      return body;
    }

    async function refuses(room: string, json: JoinBody, token?: string): Promise<void> {
      const { status, body } = await ask(room, json, token);
      assert.deepEqual([status, body.code], [409, 'already_joined']);
      assert.match(body.detail ?? '', /join tokens/);
    }

    async function present(room: string): Promise<Participant[]> {
      const { body } = await api.request<Page<Participant>>(`GET /rooms/${room}/participants?present=true`, {
        token: site.secret,
      });
      return body.data;
    }
    const idsIn = async (room: string) => (await present(room)).map(({ id }) => id);

    async function tokenFor(room: string, agentId: string, more: object = {}): Promise<string> {
      const json = { agentId, ...more };
      const { body } = await api.request<JoinToken>(`POST /rooms/${room}/tokens`, { token: site.secret, json });
      return body.token;
    }

    test('a visitor takes over what has the same key, and nobody by the agent id that everybody sees', async () => {
      const alice = await enter('talk', { agentId: 'alice', agentKey: KEY });
      const mallory = await enter('talk', { agentId: 'mallory', agentKey: OTHER_KEY });
      assert.equal(alice.participant.role, 'moderator');
      await refuses('talk', { agentId: 'alice' });
      await refuses('talk', { agentId: 'alice', agentKey: OTHER_KEY });
      await refuses('talk', { agentId: 'alice', agentKey: OTHER_KEY }, mallory.token);
      await refuses('talk', { agentId: 'alice', multiAgent: 'takeover' });
      const [first, second] = await present('talk');
      assert.deepEqual([first?.id, first?.role], [alice.participant.id, 'moderator']);
      assert.deepEqual([second?.id, second?.role], [mallory.participant.id, 'speaker']);

      const again = await enter('talk', { agentId: 'alice', agentKey: KEY });
      assert.deepEqual(await idsIn('talk'), [mallory.participant.id, again.participant.id]);
      const byToken = await enter('talk', { agentId: 'alice' }, again.token);
      assert.deepEqual(await idsIn('talk'), [mallory.participant.id, byToken.participant.id]);
      await enter('talk', { agentId: 'alice', agentKey: KEY });
    });

    test('a stay without a key is taken over by its own token alone', async () => {
      const alice = await enter('keyless', { agentId: 'alice' });
      await refuses('keyless', { agentId: 'alice' });
      await refuses('keyless', { agentId: 'alice', agentKey: KEY });
      const again = await enter('keyless', { agentId: 'alice' }, alice.token);
      assert.deepEqual(await idsIn('keyless'), [again.participant.id]);
      const both = await enter('keyless', { agentId: 'alice', multiAgent: 'allow' });
      assert.deepEqual(await idsIn('keyless'), [again.participant.id, both.participant.id]);
      await refuses('keyless', { agentId: 'alice' }, both.token);
    });

    test('whom the site vouches for is taken over by nobody else, and takes over who only says so', async () => {
      const pretender = await enter('vip', { agentId: 'ceo', agentKey: OTHER_KEY });
      const token = await tokenFor('vip', 'ceo');
      const ceo = await enter('vip', { agentId: 'whoever', agentKey: KEY }, token);
      assert.deepEqual(await idsIn('vip'), [ceo.participant.id]);
      assert.notEqual(ceo.participant.id, pretender.participant.id);
      const mallory = await enter('vip', { agentId: 'mallory' });
      await refuses('vip', { agentId: 'ceo' });
      await refuses('vip', { agentId: 'ceo', agentKey: KEY });
      await refuses('vip', { agentId: 'ceo' }, mallory.token);
      assert.deepEqual(await idsIn('vip'), [ceo.participant.id, mallory.participant.id]);
      for (const credential of [token, site.secret]) await enter('vip', { agentId: 'ceo' }, credential);
      const [, last] = await present('vip');
      assert.equal(last?.agentId, 'ceo');
    });

    test('a stay of somebody vouched for is no way to be somebody else', async () => {
      const token = await tokenFor('badge', 'ceo', { displayName: 'The CEO', metadata: { plan: 'gold' } });
      const ceo = await enter('badge', { agentId: 'ceo' }, token);
      const json = { agentId: 'cfo', displayName: 'The CFO', metadata: { plan: 'platinum', seat: 1 } };
      const again = await enter('badge', json, ceo.token);
      const { agentId, displayName, metadata } = again.participant;
      assert.deepEqual([agentId, displayName, metadata], ['ceo', 'The CEO', { plan: 'gold', seat: 1 }]);
      assert.deepEqual(await idsIn('badge'), [again.participant.id]);
      await refuses('badge', { agentId: 'ceo', agentKey: KEY });
    });

    test('in the default site, too', async () => {
      const join = async (agentKey: string) =>
        (await api.request('POST /rooms/open/participants', { json: { agentId: 'alice', agentKey } })).status;
      assert.deepEqual([await join(KEY), await join(OTHER_KEY), await join(KEY)], [201, 409, 201]);
      const byAdmin = await api.request('POST /rooms/open/participants', {
        json: { agentId: 'alice' },
        token: ADMIN_KEY,
      });
      assert.equal(byAdmin.status, 201);
      assert.equal(await join(KEY), 409);
    });

    test('nobody is shown the key or its hash, and it does not outlive the stay', async () => {
      const { participant, token } = await enter('secret', { agentId: 'alice', agentKey: KEY });
      const rowOf = async () => {
        const rows = api.db.sql.selectFrom('participants').selectAll().where('id', '=', participant.id);
        return rows.executeTakeFirstOrThrow();
      };
      const { agentKeyHash } = await rowOf();
      assert.match(agentKeyHash ?? '', /^[0-9a-f]{64}$/);
      const path = `/rooms/secret/participants/${participant.id}`;
      const shown = [
        participant,
        (await api.request(`GET ${path}`, { token })).body,
        (await api.request(`GET ${path}`, { token: site.secret })).body,
        await present('secret'),
      ];
      for (const hidden of [KEY, agentKeyHash ?? KEY]) assert.ok(!JSON.stringify(shown).includes(hidden));
      assert.ok(!/agentKey|vouched/i.test(JSON.stringify(shown)));
      await api.request(`DELETE ${path}`, { token });
      assert.equal((await rowOf()).agentKeyHash, null);
    });

    test('a key is 16 to 128 visible characters', async () => {
      for (const agentKey of ['x'.repeat(15), 'x'.repeat(129), `${'x'.repeat(16)}\n`, 'ключ-ключ-ключ-ключ']) {
        assert.equal((await ask('short', { agentId: 'alice', agentKey })).status, 422, agentKey);
      }
    });
  },
  { config: { production: true, allowedOrigins: ['*'] } },
);
