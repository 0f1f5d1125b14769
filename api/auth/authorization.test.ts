/** Every kind of credential at every route there is, as its row's scope says. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { JoinResult, JoinToken } from '../../protocol/rest.ts';
import { BODIES } from '../testing/every-request.ts';
import { ADMIN_KEY, forEachApi, type Harness } from '../testing/harness.ts';
import { makeKey } from '../testing/site.ts';
import { type Holder, leastHolder } from './scopes.ts';

/** A room of its own with a moderator and a speaker. */
interface Place {
  slug: string;
  moderator: JoinResult;
  speaker: JoinResult;
  joinToken: string;
}

interface Keys {
  secret: string;
  publishable: string;
}

/** Whom each credential counts as: it may do what its holder and those before it in HOLDERS may. */
const HOLDERS: readonly Holder[] = ['anybody', 'participant', 'moderator', 'site', 'admin'];
const CREDENTIALS: [string, Holder, (place: Place, keys: Keys) => string | undefined][] = [
  ['nothing', 'anybody', () => undefined],
  ['a publishable key', 'anybody', (_, { publishable }) => publishable],
  ['a join token', 'anybody', ({ joinToken }) => joinToken],
  ['a participant token', 'participant', ({ speaker }) => speaker.token],
  ['a moderator’s token', 'moderator', ({ moderator }) => moderator.token],
  ['a secret key', 'site', (_, { secret }) => secret],
  ['the admin key', 'admin', () => ADMIN_KEY],
];

/** What paths name, in that place. What is not there is fine: it is found missing after it is allowed. */
const PARTS: Record<string, (place: Place, holder: Holder) => string> = {
  room: ({ slug }) => slug,
  // Some things one may do for oneself alone.
  participant: ({ speaker, moderator }, holder) => (holder === 'moderator' ? moderator : speaker).participant.id,
  session: ({ speaker }) => speaker.session.id,
  agent: ({ speaker }) => speaker.participant.agentId,
  webhook: () => randomUUID(),
  delivery: () => randomUUID(),
  site: () => 'default',
  key: () => `key_${randomUUID().replaceAll('-', '')}`,
};

/** Of the body that others send, what a moderator may say. */
const OTHER_BODIES: Record<string, unknown> = { updateRoom: { settings: { speakersOnly: false } } };

let places = 0;
async function makePlace(api: Harness, { secret }: Keys): Promise<Place> {
  places += 1;
  const slug = `place-${places}`;
  const moderator = await api.join(slug, `mo-${places}`);
  const speaker = await api.join(slug, `spe-${places}`);
  const json = { agentId: `guest-${places}` };
  const { body } = await api.request<JoinToken>(`POST /rooms/${slug}/tokens`, { token: secret, json });
  return { slug, moderator, speaker, joinToken: body.token };
}

forEachApi(
  (api) => {
    test('each credential may do what its row says, and nothing else', { timeout: 240_000 }, async () => {
      const keys = {
        secret: (await makeKey(api, 'default', 'secret')).key ?? assert.fail(),
        publishable: (await makeKey(api, 'default', 'publishable')).key ?? assert.fail(),
      };
      const wrong: string[] = [];
      for (const route of api.api.routes) {
        const needed = HOLDERS.indexOf(leastHolder(route.scope));
        for (const [credential, holder, tokenOf] of CREDENTIALS) {
          const place = await makePlace(api, keys);
          const path = route.path.replace(/:(\w+)/g, (_, name: string) => {
            const part = PARTS[name] ?? assert.fail(`Say in PARTS what ${name} may be.`);
            return part(place, holder);
          });
          const json = OTHER_BODIES[route.name] ?? BODIES[route.name]?.();
          const token = tokenOf(place, keys);
          const { status, body } = await api.request(`${route.method} ${path}`, {
            ...(json === undefined ? {} : { json }),
            ...(token === undefined ? {} : { token }),
          });
          const allowed = HOLDERS.indexOf(holder) >= needed;
          const refusal = token === undefined ? 'unauthenticated' : 'forbidden';
          const isRefused = body.code === 'unauthenticated' || body.code === 'forbidden';
          const fits = allowed ? status < 500 && !isRefused : body.code === refusal;
          if (!fits) wrong.push(`${route.name} with ${credential}: ${status} ${body.code}`);
        }
      }
      assert.deepEqual(wrong, []);
    });
  },
  { config: { production: true, allowedOrigins: ['https://app.example.com'] } },
);
