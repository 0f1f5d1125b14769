import type { JoinResult, Page } from '../../protocol/rest.ts';
import { describeRoutes, type Operation } from '../http/openapi/openapi.ts';
import { ADMIN_KEY } from './config.ts';
import { CROWD_WEBHOOK, OTHER_WEBHOOK } from './crowd.ts';
import type { Harness } from './harness.ts';
import { makeKey, makeSite } from './site.ts';

/** Bodies for the routes that need one, by the route's name. */
export const BODIES: Record<string, () => unknown> = {
  createRoom: () => ({ name: 'One more' }),
  updateRoom: () => ({ name: 'Another name', settings: { speakersOnly: false } }),
  joinRoom: () => ({ agentId: 'agent-7' }),
  updateParticipant: () => ({ muted: true }),
  createWebhook: () => ({ url: 'http://127.0.0.1:9/', disabled: true }),
  updateWebhook: () => ({ url: 'http://127.0.0.1:9/', disabled: false }),
  createBan: () => ({ agentId: 'agent-7' }),
  endSession: () => ({ reason: 'left' }),
  createToken: () => ({ agentId: 'anna' }),
  createSite: () => ({ name: 'One more' }),
  updateSite: () => ({ name: 'Another name' }),
  createSiteKey: () => ({ kind: 'secret' }),
};

/** Values for the query parameters that are no enumeration. */
export const FILTERS: Record<string, (known: JoinResult) => string> = {
  slug: ({ room }) => room.slug,
  roomId: ({ room }) => room.id,
  agentId: ({ participant }) => participant.agentId,
  ban: () => '60',
  resolutionS: () => '60',
  participantId: ({ participant }) => participant.id,
  from: () => '2025-11-01T00:00:00Z',
  to: () => '2025-12-01T00:00:00Z',
  siteId: () => 'default',
};

/** Where what would read half of the tables is no test: one day of them. */
const OTHER_FILTERS: Record<string, (known: JoinResult) => string> = {
  'getAnalyticsSummary from': () => '2025-12-19T00:00:00Z',
  'getAnalyticsSummary to': () => '2025-10-02T00:00:00Z',
};

/** A site of its own, to be changed and deleted. */
interface Owned {
  site: { id: string };
  keyId: string;
}

/** Of an enumeration; each of them with each other filter is a request. */
const MOST_VALUES = 4;

/** What paths name; the same thing by each of its names. */
const PATH_PARTS: Record<string, (known: JoinResult, operationId: string, owned: Owned) => string[]> = {
  room: ({ room }) => [room.id, room.slug],
  participant: ({ participant }) => [participant.id],
  session: ({ session }) => [session.id],
  agent: ({ participant }) => [participant.agentId],
  webhook: (_known, operationId) => [operationId === 'deleteWebhook' ? OTHER_WEBHOOK : CROWD_WEBHOOK],
  delivery: () => [CROWD_WEBHOOK],
  site: (_known, _operationId, { site }) => [site.id],
  key: (_known, _operationId, { keyId }) => [keyId],
};

/**
 * Makes every request there is: each route, by each name of its room, with each filter and each two of them, and its second page.
 * Throws unless each route succeeded at least once: a new one may want a body, a filter or a path part of those above.
 */
export async function makeEveryRequest(api: Harness): Promise<void> {
  let stays = 0;
  const failed: string[] = [];
  for (const [path, methods] of Object.entries(describeRoutes(api.api.routes).paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      let succeeded = false;
      for (const search of searchesOf(operation)) {
        stays += 1;
        const known = await api.join(`own-${stays}`, `agent-${stays}`);
        const admin = path.startsWith('/admin/') ? await ownSite(api) : null;
        for (const target of targetsOf(path, known, operation, admin)) {
          const body = BODIES[operation.operationId];
          const line = `${method.toUpperCase()} ${target}?${search(known)}`;
          const answer = await api.request<Partial<Page<unknown>>>(line, {
            ...(admin ? { token: ADMIN_KEY } : {}),
            ...(body ? { json: body() } : {}),
            ...(method === 'post' ? { headers: { 'idempotency-key': `${stays}` } } : {}),
          });
          succeeded ||= answer.status < 300;
          const { nextCursor } = answer.body;
          if (nextCursor) await api.request(`${line}&cursor=${nextCursor}`, admin ? { token: ADMIN_KEY } : {});
        }
      }
      if (!succeeded) failed.push(operation.operationId);
    }
  }
  if (failed.length > 0) throw new Error(`Never succeeded: ${failed.join(', ')}`);
}

async function ownSite(api: Harness): Promise<Owned> {
  const { site } = await makeSite(api);
  return { site, keyId: (await makeKey(api, site.id, 'publishable')).id };
}

/** The same path, by each name of the room. */
function targetsOf(path: string, known: JoinResult, { operationId }: Operation, admin: Owned | null): string[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return names.reduce(
    (paths, name) => {
      const parts = PATH_PARTS[name]?.(known, operationId, admin ?? { site: { id: '' }, keyId: '' }) ?? [];
      return paths.flatMap((each) => parts.map((part) => each.replace(`{${name}}`, part)));
    },
    [path],
  );
}

type Search = (known: JoinResult) => string;
type Filter = (known: JoinResult) => [name: string, value: string];

/** No filter, each one, each two of different names. */
function searchesOf({ operationId, parameters }: Operation): Search[] {
  const query = parameters.filter((parameter) => parameter.in === 'query');
  const isList = query.some(({ name }) => name === 'cursor');
  const filters = query
    .filter(({ name }) => name !== 'cursor' && name !== 'limit')
    .map(({ name, schema }): Filter[] => {
      if (schema.enum) return schema.enum.slice(0, MOST_VALUES).map((value) => () => [name, String(value)]);
      const valueFor = OTHER_FILTERS[`${operationId} ${name}`] ?? FILTERS[name];
      if (!valueFor) throw new Error(`Say in FILTERS what ${name} of ${operationId} may be.`);
      return [(known) => [name, valueFor(known)]];
    });
  const pairs = filters.flatMap((some, index) =>
    filters.slice(index + 1).flatMap((others) => some.flatMap((one) => others.map((other) => [one, other]))),
  );
  return [[], ...filters.flat().map((one) => [one]), ...pairs].map(
    (chosen) => (known) =>
      new URLSearchParams({
        ...(isList ? { limit: '2' } : {}),
        ...Object.fromEntries(chosen.map((filter) => filter(known))),
      }).toString(),
  );
}
