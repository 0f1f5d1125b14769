import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JoinResult, JoinToken, Participant } from '../../protocol/rest.ts';
import { forEachApi } from '../testing/harness.ts';
import { makeSite } from '../testing/site.ts';

forEachApi(
  (api) => {
    test('what a join token says of its holder is changed by the backend only; other metadata by whose it is', async () => {
      const { secret, publishable } = await makeSite(api);
      const signed = { verified: true, plan: 'gold' };
      const minted = await api.request<JoinToken>('POST /rooms/vip/tokens', {
        token: secret,
        json: { agentId: 'anna', role: 'moderator', metadata: signed },
      });
      const enter = async (token: string, metadata: object) => {
        const json = { agentId: 'ben', metadata };
        return (await api.request<JoinResult>('POST /rooms/vip/participants', { token, json })).body;
      };
      const anna = await enter(minted.body.token, { seat: 3, plan: 'platinum' });
      const ben = await enter(publishable, {});
      const own = `/rooms/vip/participants/${anna.participant.id}`;
      const change = (path: string, token: string, json: object) =>
        api.request<Participant & { code?: string; detail?: string }>(`PATCH ${path}`, { token, json });

      for (const json of [{ metadata: { plan: 'platinum' } }, { metadata: {}, muted: true, role: 'speaker' }]) {
        const { status, body } = await change(own, anna.token, json);
        assert.deepEqual([status, body.code], [403, 'forbidden']);
        assert.match(body.detail ?? '', /backend/);
      }
      const { body } = await change(own, anna.token, { muted: true });
      assert.deepEqual([body.muted, body.metadata], [true, { seat: 3, ...signed }]);
      assert.deepEqual((await change(own, secret, { metadata: { plan: 'none' } })).body.metadata, { plan: 'none' });

      const bens = `/rooms/vip/participants/${ben.participant.id}`;
      assert.deepEqual((await change(bens, ben.token, { metadata: { seat: 4 } })).body.metadata, { seat: 4 });
    });
  },
  { config: { production: true, allowedOrigins: ['*'] } },
);
