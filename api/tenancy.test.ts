/** Two sites on one server: whatever the one asks, the other is not there. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { JoinResult, JoinToken, Page } from '../protocol/rest.ts';
import type { Webhook, WebhookDelivery } from '../protocol/webhooks.ts';
import type { Route } from './http/define-route.ts';
import { BODIES, FILTERS } from './testing/every-request.ts';
import { type Answer, forEachApi, type Harness } from './testing/harness.ts';
import { makeKey, makeSite, type TestSite } from './testing/site.ts';

/** What the first site has, one of each thing there is. */
interface Ours extends TestSite {
  keyId: string;
  stay: JoinResult;
  webhookId: string;
  deliveryId: string;
}

/** What the second site may show. */
interface Theirs extends TestSite {
  credentials: Record<string, string>;
}

/** By which names a path can mean something of the first site, and what is like it but nowhere. */
const PARTS: Record<string, (ours: Ours) => [ours: string, nowhere: () => string][]> = {
  room: ({ stay }) => [
    [stay.room.id, randomUUID],
    [stay.room.slug, () => `nowhere-${randomUUID().slice(0, 8)}`],
  ],
  participant: ({ stay }) => [[stay.participant.id, randomUUID]],
  session: ({ stay }) => [[stay.session.id, randomUUID]],
  agent: ({ stay }) => [[stay.participant.agentId, () => `agent-${randomUUID()}`]],
  webhook: ({ webhookId }) => [[webhookId, randomUUID]],
  delivery: ({ deliveryId }) => [[deliveryId, randomUUID]],
  site: ({ site }) => [[site.id, () => `site_${randomUUID().replaceAll('-', '')}`]],
  key: ({ keyId }) => [[keyId, () => `key_${randomUUID().replaceAll('-', '')}`]],
};

async function makeOurs(api: Harness): Promise<Ours> {
  const made = await makeSite(api);
  const token = made.secret;
  const json = { url: 'http://127.0.0.1:9/', description: 'ours' };
  const webhookId = (await api.request<Webhook>('POST /webhooks', { token, json })).body.id;
  const joining = { token, json: { agentId: 'agent-of-ours' } };
  const stay = (await api.request<JoinResult>('POST /rooms/room-of-ours/participants', joining)).body;
  await api.request('POST /rooms/room-of-ours/bans', { token, json: { agentId: 'banned-of-ours' } });
  const deliveries = `GET /webhooks/${webhookId}/deliveries`;
  const { data } = (await api.request<Page<WebhookDelivery>>(deliveries, { token })).body;
  const key = await makeKey(api, made.site.id, 'publishable');
  return { ...made, keyId: key.id, stay, webhookId, deliveryId: data[0]?.id ?? assert.fail('no delivery') };
}

async function makeTheirs(api: Harness): Promise<Theirs> {
  const made = await makeSite(api);
  const token = made.secret;
  const { body: mod } = await api.request<JoinResult>('POST /rooms/theirs/participants', {
    token,
    json: { agentId: 'mod' },
  });
  const { body: joinToken } = await api.request<JoinToken>('POST /rooms/theirs/tokens', {
    token,
    json: { agentId: 'guest', role: 'moderator' },
  });
  const credentials = {
    'a secret key': made.secret,
    'a publishable key': made.publishable,
    'a join token': joinToken.token,
    'a moderator’s token': mod.token,
  };
  return { ...made, credentials };
}

/** The path by every name of what is ours, and the same with something else that is nowhere. */
function pathsOf(route: Route, ours: Ours): [ours: string, nowhere: string][] {
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  return names.reduce<[string, string][]>(
    (paths, name) => {
      const parts = PARTS[name]?.(ours) ?? assert.fail(`Say in PARTS what :${name} of ${route.name} may be.`);
      return paths.flatMap(([one, other]) =>
        parts.map(([part, nowhere]): [string, string] => [
          one.replace(`:${name}`, part),
          other.replace(`:${name}`, nowhere()),
        ]),
      );
    },
    [[route.path, route.path]],
  );
}

/** Everything the first site can read of itself. */
async function everythingOf(api: Harness, { secret, webhookId, stay }: Ours): Promise<unknown[]> {
  const all: unknown[] = [];
  const { slug } = stay.room;
  const lists = [
    '/rooms',
    `/rooms/${slug}/participants`,
    `/rooms/${slug}/bans`,
    '/sessions',
    '/webhooks',
    '/audit-log',
  ];
  for (const path of [...lists, `/webhooks/${webhookId}/deliveries`, `/rooms/${slug}`]) {
    const { status, body } = await api.request<Record<string, unknown>>(`GET ${path}`, { token: secret });
    assert.equal(status, 200, path);
    all.push(JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === 'durationS' ? undefined : value))));
  }
  return all;
}

forEachApi((api) => {
  test('no route shows or touches another site’s, or tells that it is there', { timeout: 240_000 }, async () => {
    const ours = await makeOurs(api);
    const theirs = await makeTheirs(api);
    const before = await everythingOf(api, ours);
    const { stay, webhookId, deliveryId, site } = ours;
    const marks = [stay.room.id, stay.participant.id, stay.session.id, webhookId, deliveryId, site.id, 'of-ours'];

    /** What they do in their own site by a slug of ours is cleared away, so that the next one finds none again. */
    async function ask(line: string, route: Route, token: string): Promise<Answer> {
      const json = BODIES[route.name]?.();
      const answer = await api.request(line, { token, ...(json === undefined ? {} : { json }) });
      const slug = /^\w+ \/rooms\/([^/?]+)/.exec(line)?.[1];
      if (slug) await api.request(`DELETE /rooms/${slug}`, { token: theirs.secret });
      await api.db.sql.deleteFrom('bans').where('siteId', '=', theirs.site.id).execute();
      await api.db.sql.deleteFrom('audit_log').where('siteId', '=', theirs.site.id).execute();
      return answer;
    }

    const wrong: string[] = [];
    const outcome = ({ status, body }: Answer) => `${status} ${body.code ?? ''}`;
    for (const route of api.api.routes) {
      for (const [what, token] of Object.entries(theirs.credentials)) {
        for (const [path, nowhere] of pathsOf(route, ours)) {
          const filters = Object.keys((route.schemas.query as { shape?: object } | undefined)?.shape ?? {});
          const searches = filters.flatMap((name) => {
            const value = FILTERS[name]?.(stay);
            return value === undefined ? [] : [`?${name}=${name === 'siteId' ? site.id : value}`];
          });
          for (const search of ['', ...searches]) {
            const answer = await ask(`${route.method} ${path}${search}`, route, token);
            const text = JSON.stringify(answer.body);
            const asked = path + search;
            const shown = marks.find((mark) => text.includes(mark) && !asked.includes(mark));
            if (shown) wrong.push(`${route.name} with ${what} shows ${shown}`);
            if (path === nowhere) continue;
            const missing = await ask(`${route.method} ${nowhere}${search}`, route, token);
            if (outcome(answer) !== outcome(missing)) {
              wrong.push(`${route.name} ${path} with ${what}: ${outcome(answer)}, but nowhere: ${outcome(missing)}`);
            }
          }
        }
      }
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(await everythingOf(api, ours), before);
  });

  test('the same slug, agent and key kinds in two sites are two things', async () => {
    const [one, two] = [await makeSite(api), await makeSite(api)];
    const join = async (token: string) =>
      (await api.request<JoinResult>('POST /rooms/same/participants', { token, json: { agentId: 'anna' } })).body;
    const first = await join(one.publishable);
    const second = await join(two.publishable);
    assert.notEqual(first.room.id, second.room.id);
    assert.deepEqual(second.peers, []);
    assert.equal((await api.request('GET /rooms/same', { token: first.token })).status, 200, 'nobody was replaced');
  });
});
