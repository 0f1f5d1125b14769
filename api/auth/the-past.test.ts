/** Closed rooms and those who have left are for the site; everybody else sees what is going on, by REST and by live socket. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { JoinResult, JoinToken, Page } from '../../protocol/rest.ts';
import { ADMIN_KEY, forEachApi } from '../testing/harness.ts';
import { makeSite, type TestSite } from '../testing/site.ts';

for (const production of [true, false]) {
  forEachApi(
    (api) => {
      let site: TestSite;
      let closed: JoinResult;
      let gone: JoinResult;
      let here: JoinResult;
      let moderator: JoinResult;
      const tokens: Record<string, string> = {};
      const { stringify } = JSON;

      before(async () => {
        site = await makeSite(api);
        const token = site.publishable;
        const enter = async (room: string, agentId: string) => {
          const json = { agentId, displayName: `${agentId} Victim`, metadata: { phone: '123' } };
          return (await api.request<JoinResult>(`POST /rooms/${room}/participants`, { token, json })).body;
        };
        closed = await enter('hist', 'vera');
        assert.equal((await api.request('DELETE /rooms/hist', { token: site.secret })).status, 204);
        moderator = await enter('now', 'mo');
        gone = await enter('now', 'gone');
        here = await enter('now', 'here');
        await api.request(`DELETE /rooms/now/participants/${gone.participant.id}`, { token: gone.token });
        const minted = async (room: string) =>
          (
            await api.request<JoinToken>(`POST /rooms/${room}/tokens`, {
              token: site.secret,
              json: { agentId: 'guest' },
            })
          ).body.token;
        Object.assign(tokens, {
          visitor: token,
          guest: await minted('now'),
          'guest of the closed room': await minted(closed.room.id),
          speaker: here.token,
          moderator: moderator.token,
        });
      });

      const codeOf = async (line: string, token: string) => {
        const { status, body } = await api.request(line, { token });
        return body.code ?? status;
      };
      const idsOf = async (line: string, token: string) => {
        const { status, body } = await api.request<Page<{ id: string }>>(line, { token });
        assert.equal(status, 200);
        return body.data.map(({ id }) => id);
      };

      test(`a closed room is not there, ${production ? 'in production' : 'on a development server'}`, async () => {
        const { id } = closed.room;
        for (const name of ['visitor', 'guest of the closed room']) {
          const token = tokens[name] ?? '';
          for (const path of ['', '/participants', `/participants/${closed.participant.id}`]) {
            assert.equal(await codeOf(`GET /rooms/${id}${path}`, token), 'room_not_found', `${name} ${path}`);
          }
        }
        for (const [name, token] of Object.entries(tokens)) {
          for (const query of ['status=closed', 'open=false', 'status=closed&open=false', 'slug=hist']) {
            assert.deepEqual(await idsOf(`GET /rooms?${query}`, token), [], `${name} ${query}`);
          }
          const expected = name === 'guest of the closed room' ? [] : [here.room.id];
          assert.deepEqual(await idsOf('GET /rooms', token), expected, name);
        }
        assert.deepEqual(await idsOf('GET /rooms?status=closed', site.secret), [id]);
      });

      test('nor is who has left', async () => {
        const present = [moderator.participant.id, here.participant.id];
        const list = 'GET /rooms/now/participants';
        for (const name of ['visitor', 'guest', 'speaker', 'moderator']) {
          const token = tokens[name] ?? '';
          assert.deepEqual(await idsOf(list, token), present, name);
          assert.deepEqual(await idsOf(`${list}?present=true`, token), present, name);
          assert.deepEqual(await idsOf(`${list}?present=false`, token), [], name);
          assert.equal(await codeOf(`${list}/${gone.participant.id}`, token), 'participant_not_found', name);
          assert.equal(await codeOf(`${list}/${here.participant.id}`, token), 200, name);
        }
        assert.deepEqual(await idsOf(`${list}?present=false`, site.secret), [gone.participant.id]);
        assert.equal(await codeOf(`${list}/${gone.participant.id}`, site.secret), 200);
      });

      test('whose own stay is over is told why', async () => {
        assert.equal(await codeOf(`GET /rooms/${closed.room.id}`, closed.token), 'room_closed');
        assert.equal(await codeOf('GET /rooms/now', gone.token), 'participant_left');
      });

      test('the live socket looks the same way', async () => {
        const { participants } = api.api.services;
        const visitor = await api.api.authenticate(site.publishable, undefined);
        const guest = await api.api.authenticate(tokens['guest of the closed room'], undefined);
        for (const actor of [visitor, guest]) assert.equal(await participants.snapshot(actor, closed.room.id), null);
        const seen = await participants.snapshot(visitor, 'now');
        assert.ok(!stringify(seen).includes(gone.participant.id));
      });

      if (!production) return;
      test('nor without any credential, in the default site', async () => {
        const { room } = await api.join('default-hist', 'vera');
        await api.request(`DELETE /rooms/${room.id}`, { token: ADMIN_KEY });
        assert.equal((await api.request(`GET /rooms/${room.id}/participants`)).body.code, 'room_not_found');
        assert.ok(!stringify((await api.request('GET /rooms?status=closed')).body).includes(room.id));
      });
    },
    { config: { production, allowedOrigins: ['*'] } },
  );
}
