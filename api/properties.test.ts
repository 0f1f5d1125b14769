/** Requests made from the API's own description, thrown at every route. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JoinResult } from '../protocol/rest.ts';
import { describeApi } from './describe-api.ts';
import type { Operation, Parameter } from './http/openapi/openapi.ts';
import { joinAnswer } from './participants/participants.schema.ts';
import { siteAnswer, siteKeyAnswer } from './sites/sites.schema.ts';
import { AWKWARD_TEXTS, anyText, awkwardText, valueLike } from './testing/arbitrary.ts';
import { ADMIN_KEY, forEachApi } from './testing/harness.ts';
import { deliveryPage, webhookWithSecretAnswer } from './webhooks/webhooks.schema.ts';

const LIMIT_MS = 6000;
/** The same requests at every run; `PROPERTY_SEED` makes others. */
const SEED = Number(process.env.PROPERTY_SEED ?? 20261121);
const SLUGS = ['alpha', 'beta', 'gamma'];

const operations = Object.entries(describeApi().paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);

/** What a request may name that is there; filled while the server runs. What one join gave has one index. */
interface Known {
  room: string[];
  participant: string[];
  session: string[];
  webhook: string[];
  delivery: string[];
  site: string[];
  key: string[];
  token: string[];
  cursor: string[];
  etag: string[];
}

/** What HTTP lets through as a header. */
const headerText = fc.stringMatching(/^[\x21-\x7e]{1,40}$/);

/** The latest but `back` of what is known at that moment. */
type Pick = { known: keyof Known; back: number } | string;
const oneOf = (known: keyof Known): fc.Arbitrary<Pick> => fc.record({ known: fc.constant(known), back: fc.nat(9) });

const credential = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.constant(ADMIN_KEY) },
  { weight: 2, arbitrary: oneOf('token') },
  { weight: 1, arbitrary: headerText },
);

/** Parameters of a path that belong together, or do not. */
function pathOf(names: string[]): fc.Arbitrary<Record<string, Pick>> {
  const each = (part: (name: string) => fc.Arbitrary<Pick>) =>
    fc.record(Object.fromEntries(names.map((name) => [name, part(name)])));
  return fc.oneof(
    { weight: 4, arbitrary: fc.nat(9).chain((back) => each((name) => fc.constant({ known: nameOf(name), back }))) },
    { weight: 2, arbitrary: each(() => fc.constantFrom(...SLUGS)) },
    { weight: 1, arbitrary: each(() => fc.oneof(oneOf('room'), fc.uuid(), anyText)) },
    { weight: 2, arbitrary: each(() => awkwardText) },
  );
}

/** The path with its parameters in it. */
function fill(path: string, values: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent((values[name] || 'x').toWellFormed()));
}

function nameOf(parameter: string): keyof Known {
  const named = (['participant', 'session', 'webhook', 'delivery', 'site', 'key'] as const).find(
    (name) => name === parameter,
  );
  return named ?? 'room';
}

const cursor = fc.oneof(
  { weight: 6, arbitrary: oneOf('cursor') },
  anyText,
  fc.jsonValue({ maxDepth: 1 }).map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
  fc
    .record({ t: fc.oneof(fc.integer(), fc.double()), i: fc.oneof(fc.uuid(), anyText) })
    .map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
);

function queryValue({ name, schema }: Parameter): fc.Arbitrary<Pick> {
  const value = fc.oneof({ weight: 4, arbitrary: valueLike(schema) }, { weight: 1, arbitrary: anyText });
  return name === 'cursor' ? cursor : value.map((one) => String(one).toWellFormed());
}

/** Mostly absent. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const headers = fc.record({
  'idempotency-key': seldom(fc.oneof(fc.constantFrom('one', 'two'), headerText)),
  'if-match': seldom(fc.oneof(oneOf('etag'), fc.constant('*'), headerText)),
  'if-none-match': seldom(fc.oneof(oneOf('etag'), fc.constant('*'), headerText)),
  'x-request-id': seldom(headerText),
  'x-forwarded-for': seldom(headerText),
  'accept-encoding': seldom(fc.constantFrom('gzip', 'br', 'identity', '*')),
});

const adminMostly = fc.oneof({ weight: 8, arbitrary: fc.constant(ADMIN_KEY) }, { weight: 1, arbitrary: credential });

function requestOf({ parameters, requestBody }: Operation, isAdmin: boolean) {
  const inPlace = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const query = inPlace('query').map((parameter) => [parameter.name, queryValue(parameter)] as const);
  const schema = requestBody?.content['application/json']?.schema;
  return fc.record({
    path: pathOf(inPlace('path').map(({ name }) => name)),
    query: fc.record(Object.fromEntries(query), { requiredKeys: [] }),
    stray: seldom(fc.tuple(anyText, anyText)),
    json: schema ? valueLike(schema) : fc.constant(undefined),
    raw: seldom(fc.oneof(anyText, fc.uint8Array({ maxLength: 50 }))),
    type: seldom(headerText),
    headers,
    token: isAdmin ? adminMostly : credential,
  });
}

const request = fc.oneof(
  ...operations.map(({ method, path, operation }) =>
    requestOf(operation, path.startsWith('/admin/')).map((made) => ({
      ...made,
      line: `${method} ${path}`,
      id: operation.operationId,
    })),
  ),
);

forEachApi((api) => {
  test('never a 5xx, always problem details, answers as described', async () => {
    const known: Known = {
      room: [],
      participant: [],
      session: [],
      webhook: [],
      site: ['default'],
      key: [],
      delivery: [],
      token: [],
      cursor: [],
      etag: [],
    };
    const succeeded = new Set<string>();
    const remember = ({ room, participant, session, token }: JoinResult) => {
      known.room.push(room.id);
      known.participant.push(participant.id);
      known.session.push(session.id);
      known.token.push(token);
    };
    for (const slug of SLUGS) remember(await api.join(slug, 'anna'));

    const resolve = (pick: Pick): string =>
      typeof pick === 'string' ? pick : (known[pick.known].at(-1 - (pick.back % known[pick.known].length)) ?? 'none');
    const all = (picks: Record<string, Pick | undefined>): [string, string][] =>
      Object.entries(picks).flatMap(([name, pick]) => (pick === undefined ? [] : [[name, resolve(pick)]]));

    await fc.assert(
      fc.asyncProperty(request, async ({ line, id, path, query, stray, json, raw, type, token, ...rest }) => {
        const parts: Record<string, string> = Object.fromEntries(all(path));
        const target = fill(line, parts);
        const search = new URLSearchParams([...all(query), ...(stray ? [stray] : [])]);
        const bytes = raw instanceof Uint8Array ? new Uint8Array(raw) : raw;
        const hasBody = line.startsWith('POST') || line.startsWith('PATCH');
        const answer = await api.request<Record<string, unknown>>(`${target}?${search}`, {
          ...(hasBody ? { ...(bytes === undefined ? { json } : { raw: bytes }), ...(type ? { type } : {}) } : {}),
          ...(token === undefined ? {} : { token: resolve(token) }),
          headers: Object.fromEntries(all(rest.headers)),
        });
        const { status, body } = answer;
        assert.ok(status < 500, `${status} ${JSON.stringify(body)}`);
        assert.ok(answer.headers.get('x-request-id'));
        if (status < 400) {
          succeeded.add(id);
          if (id === 'joinRoom') remember(joinAnswer.parse(body));
          if (id === 'createSite') known.site.push(siteAnswer.parse(body).id);
          if (id === 'createSiteKey') known.key.push(siteKeyAnswer.parse(body).id);
          if (id === 'createWebhook') known.webhook.push(webhookWithSecretAnswer.parse(body).id);
          if (id === 'listWebhookDeliveries')
            known.delivery.push(...deliveryPage.parse(body).data.map((one) => one.id));
          if (typeof body['nextCursor'] === 'string') known.cursor.push(body['nextCursor']);
          const etag = answer.headers.get('etag');
          if (etag) known.etag.push(etag);
        } else {
          assert.equal(answer.headers.get('content-type'), 'application/problem+json');
          assert.equal(body['status'], status);
          assert.equal(typeof body['code'], 'string');
        }
        assert.deepEqual(api.errors, []);
      }),
      { seed: SEED, numRuns: 3000, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: false },
    );
    assert.ok(succeeded.size > operations.length / 2, `only ${[...succeeded].join(', ')} ever succeeded`);
  });

  test('whatever a path names, it is no failure', async () => {
    const { room, participant, session } = await api.join('named', 'anna');
    const there = { room: room.id, participant: participant.id, session: session.id, site: 'default' };
    for (const { method, path } of operations) {
      for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) {
        for (const text of AWKWARD_TEXTS) {
          const line = `${method} ${fill(path, { ...there, [name]: text })}`;
          const json = method === 'POST' || method === 'PATCH' ? { json: {} } : {};
          const { status } = await api.request(line, { token: ADMIN_KEY, ...json });
          assert.ok(status < 500, `${status} ${line}`);
        }
      }
    }
    assert.deepEqual(api.errors, []);
  });
});
