import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { isRecord } from '../../protocol/guards.ts';
import type { JoinResult } from '../../protocol/rest.ts';
import { createFetchDocument } from '../net/fetch-document.ts';
import { openInMemory } from '../testing/databases.ts';
import { startApi } from '../testing/harness.ts';
import { makeSite } from '../testing/site.ts';
import { createSiteIssuers } from './site-issuers.ts';

/** A company's own issuer: its keys on a port of their own. */
async function startIssuer() {
  const keys = new Map<string, { jwk: JWK; sign: (jwt: SignJWT) => Promise<string>; pem: string }>();
  let asked = 0;
  let answer = (): string => JSON.stringify({ keys: [...keys.values()].map(({ jwk }) => jwk) });
  const http = createServer((_request, response) => {
    asked += 1;
    response.end(answer());
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  assert(isRecord(address));
  return {
    jwksUrl: `http://127.0.0.1:${address.port}/keys`,
    jwtIssuer: 'https://acme.example/',
    jwtAudience: 'voice',
    asked: () => asked,
    answerWith: (text: string) => {
      answer = () => text;
    },
    async addKey(kid: string, alg = 'ES256') {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
      const jwk = { ...(await exportJWK(publicKey)), kid, alg };
      const sign = (jwt: SignJWT) => jwt.setProtectedHeader({ alg, kid }).sign(privateKey);
      keys.set(kid, { jwk, sign, pem: alg === 'RS256' ? await exportSPKI(publicKey) : '' });
    },
    removeKey: (kid: string) => keys.delete(kid),
    pem: (kid: string) => keys.get(kid)?.pem ?? '',
    signer: (kid: string) => keys.get(kid)?.sign ?? assert.fail(),
    async [Symbol.asyncDispose]() {
      http.close();
      http.closeAllConnections();
    },
  };
}

const HOUR = 3600;
const seconds = () => Math.floor(Date.now() / 1000);

function claimsOf(change: JWTPayload = {}): SignJWT {
  const claims = { iss: 'https://acme.example/', aud: 'voice', sub: 'anna', room: 'lobby', exp: seconds() + HOUR };
  return new SignJWT({ ...claims, ...change });
}

test('a site’s own JWT lets in whom it names; what it must not be is refused', async () => {
  await using issuer = await startIssuer();
  await using db = await openInMemory();
  const realClock = Object.assign(() => new Date(), { advance() {} });
  await using api = await startApi({ ...db, close: async () => {} }, { clock: realClock });
  const { jwksUrl, jwtIssuer, jwtAudience } = issuer;
  const { site } = await makeSite(api, { jwksUrl, jwtIssuer, jwtAudience });
  await issuer.addKey('one');
  await issuer.addKey('rsa', 'RS256');
  const sign = issuer.signer('one');
  const join = (token: string, room = 'lobby') =>
    api.request<JoinResult & { code?: string }>(`POST /rooms/${room}/participants`, { token, json: { agentId: 'x' } });

  const good = await join(
    await sign(claimsOf({ name: 'Anna', role: 'moderator', metadata: { a: 1 }, picture: 'https://a.example/a.png' })),
  );
  assert.equal(good.status, 201, JSON.stringify(good.body));
  const { agentId, displayName, role, metadata } = good.body.participant;
  assert.deepEqual([agentId, displayName, role, metadata], ['anna', 'Anna', 'moderator', { a: 1 }]);
  const { siteId } = await db.sql
    .selectFrom('rooms')
    .select('siteId')
    .where('id', '=', good.body.room.id)
    .executeTakeFirstOrThrow();
  assert.equal(siteId, site.id);
  assert.equal((await join(await issuer.signer('rsa')(claimsOf()))).status, 201);

  const withPublicKey = new SignJWT({
    iss: jwtIssuer,
    aud: jwtAudience,
    sub: 'anna',
    room: 'lobby',
    exp: seconds() + HOUR,
  })
    .setProtectedHeader({ alg: 'HS256', kid: 'rsa' })
    .sign(new TextEncoder().encode(issuer.pem('rsa')));
  const forged = await generateKeyPair('ES256');
  const table: [string, string, string][] = [
    ['another issuer', await sign(claimsOf({ iss: 'https://evil.example/' })), 'token_invalid'],
    ['another audience', await sign(claimsOf({ aud: 'chat' })), 'token_invalid'],
    ['expired', await sign(claimsOf({ exp: seconds() - HOUR })), 'token_expired'],
    ['not yet valid', await sign(claimsOf({ nbf: seconds() + HOUR })), 'token_invalid'],
    [
      'never expires',
      await sign(new SignJWT({ iss: jwtIssuer, aud: jwtAudience, sub: 'a', room: 'lobby' })),
      'token_invalid',
    ],
    ['for nobody', await sign(claimsOf({ sub: '' })), 'token_invalid'],
    ['for no room', await sign(claimsOf({ room: 'Not A Slug' })), 'token_invalid'],
    ['for another room', await sign(claimsOf({ room: 'elsewhere' })), 'forbidden'],
    ['the public key taken for a shared secret', await withPublicKey, 'token_invalid'],
    [
      'another’s key',
      await claimsOf().setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(forged.privateKey),
      'token_invalid',
    ],
    [
      'an unknown key',
      await claimsOf().setProtectedHeader({ alg: 'ES256', kid: 'two' }).sign(forged.privateKey),
      'token_invalid',
    ],
  ];
  for (const [what, token, code] of table) assert.equal((await join(token)).body.code, code, what);
});

test('keys are kept, asked for again when one is unknown, and not in a row from who does not answer', async () => {
  await using issuer = await startIssuer();
  await using db = await openInMemory();
  await using api = await startApi({ ...db, close: async () => {} });
  const { jwksUrl, jwtIssuer, jwtAudience } = issuer;
  await makeSite(api, { jwksUrl, jwtIssuer, jwtAudience });
  let late = 0;
  const issuers = createSiteIssuers({
    db,
    clock: () => new Date(Date.now() + late),
    fetchDocument: createFetchDocument({ lookup: () => assert.fail(), publicOnly: false }),
    cooldownMs: 0,
  });
  await issuer.addKey('one');
  const token = await issuer.signer('one')(claimsOf());
  await Promise.all([issuers.verify(token), issuers.verify(token)]);
  await issuers.verify(token);
  assert.equal(issuer.asked(), 1);
  await issuer.addKey('two');
  await issuers.verify(await issuer.signer('two')(claimsOf()));
  assert.equal(issuer.asked(), 2, 'rotated');

  issuer.answerWith('x'.repeat(300_000));
  await issuer.addKey('three');
  const third = await issuer.signer('three')(claimsOf());
  await assert.rejects(issuers.verify(third), { code: 'unavailable' });
  await assert.rejects(issuers.verify(third), { code: 'unavailable' });
  assert.equal(issuer.asked(), 3, 'once for both');
  issuer.answerWith('{"keys": 1}');
  late = 6_000;
  await assert.rejects(issuers.verify(third), { code: 'unavailable' });
  assert.equal(issuer.asked(), 4);
});

test('in production keys come over https from the public internet only', async () => {
  await using issuer = await startIssuer();
  const options = () => ({ headers: new Headers(), signal: AbortSignal.timeout(5_000) });
  const lookup: Parameters<typeof createFetchDocument>[0]['lookup'] = (_name, _options, done) =>
    done(null, [{ address: '10.0.0.1', family: 4 }]);
  const fetchDocument = createFetchDocument({ lookup, publicOnly: true });
  for (const url of [issuer.jwksUrl, 'https://127.0.0.1/keys', 'https://[::1]/keys', 'https://inner.example/keys']) {
    await assert.rejects(fetchDocument(url, options()), url);
  }
  assert.equal(issuer.asked(), 0);
});
