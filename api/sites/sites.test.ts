import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEntry } from '../../protocol/audit.ts';
import type { JoinResult, Page, Room } from '../../protocol/rest.ts';
import type { Site, SiteKey } from '../../protocol/sites.ts';
import { ADMIN_KEY, forEachApi } from '../testing/harness.ts';
import { makeKey, makeSite } from '../testing/site.ts';

const token = ADMIN_KEY;

forEachApi((api) => {
  const codeOf = async (...request: Parameters<typeof api.request>) => {
    const { status, body } = await api.request(...request);
    return status < 400 ? status : body.code;
  };

  test('a site is made, read, changed and deleted with the admin key, and all of it is written down', async () => {
    const json = {
      name: 'Acme',
      allowedOrigins: ['https://Acme.example', 'https://*.acme.example'],
      maxParticipants: 5,
    };
    const made = (await api.request<Site>('POST /admin/sites', { token, json })).body;
    assert.match(made.id, /^site_[0-9a-f]{32}$/);
    const { id: _, createdAt: __, updatedAt: ___, ...rest } = made;
    assert.deepEqual(rest, {
      name: 'Acme',
      allowedOrigins: ['https://acme.example', 'https://*.acme.example'],
      maxParticipants: 5,
      createOnJoin: true,
      limits: { maxOpenRooms: null, requestsPerMinute: null },
      settings: {},
      jwksUrl: null,
      jwtIssuer: null,
      jwtAudience: null,
    });
    const path = `/admin/sites/${made.id}`;
    assert.deepEqual((await api.request(`GET ${path}`, { token })).body, made);
    const change = { json: { limits: { maxOpenRooms: 3 }, settings: { locked: true } } };
    const changed = (await api.request<Site>(`PATCH ${path}`, { token, ...change })).body;
    assert.deepEqual(changed.limits, { maxOpenRooms: 3, requestsPerMinute: null });
    assert.deepEqual([changed.settings, changed.allowedOrigins], [{ locked: true }, rest.allowedOrigins]);
    const listed = (await api.request<Page<Site>>('GET /admin/sites', { token })).body.data;
    assert.deepEqual(
      listed.find(({ id }) => id === made.id),
      changed,
    );
    assert.equal(await codeOf(`DELETE ${path}`, { token }), 204);
    assert.equal(await codeOf(`GET ${path}`, { token }), 'site_not_found');
    assert.equal(await codeOf(`DELETE ${path}`, { token }), 'site_not_found');
    const { data } = (await api.request<Page<AuditEntry>>(`GET /audit-log?siteId=${made.id}`, { token })).body;
    assert.deepEqual(
      data.map(({ action, actor, details }) => [action, actor.kind, details]),
      [
        ['site.deleted', 'admin', { name: 'Acme' }],
        ['site.updated', 'admin', { changed: ['limits', 'settings'] }],
        ['site.created', 'admin', { name: 'Acme' }],
      ],
    );
  });

  test('what a site cannot be', async () => {
    const table: [object, string][] = [
      [{ name: '' }, 'body.name'],
      [{ name: 'x', allowedOrigins: ['*'] }, 'body.allowedOrigins.0'],
      [{ name: 'x', allowedOrigins: ['https://x.example/path'] }, 'body.allowedOrigins.0'],
      [{ name: 'x', jwksUrl: 'https://x.example/keys' }, 'body.jwksUrl'],
      [{ name: 'x', jwksUrl: 'ftp://x.example/keys' }, 'body.jwksUrl'],
      [{ name: 'x', limits: { maxOpenRooms: 0 } }, 'body.limits.maxOpenRooms'],
      [{ name: 'x', id: 'site_1' }, 'body.id'],
    ];
    for (const [json, path] of table) {
      const { status, body } = await api.request('POST /admin/sites', { token, json });
      assert.deepEqual([status, body.issues?.[0]?.path], [422, path]);
    }
    const origins = { json: { allowedOrigins: ['https://x.example'] } };
    assert.equal(await codeOf('PATCH /admin/sites/default', { token, ...origins }), 'validation_failed');
    assert.equal(await codeOf('DELETE /admin/sites/default', { token }), 'invalid_transition');
    const issuer = { jwksUrl: 'https://a.example/keys', jwtIssuer: 'https://a.example', jwtAudience: 'voice' };
    await makeSite(api, issuer);
    assert.equal(await codeOf('POST /admin/sites', { token, json: { name: 'x', ...issuer } }), 'issuer_taken');
  });

  test('a secret key is told once; its row holds a digest and the last four', async () => {
    const { site } = await makeSite(api);
    const made = await makeKey(api, site.id, 'secret');
    assert.match(made.key ?? '', /^vr_sk_[\w-]{43}$/);
    const { data } = (await api.request<Page<SiteKey>>(`GET /admin/sites/${site.id}/keys`, { token })).body;
    assert.deepEqual(
      data.find(({ id }) => id === made.id),
      { ...made, key: null },
    );
    assert.equal(made.last4, made.key?.slice(-4));
    const publishable = data.find(({ kind }) => kind === 'publishable');
    assert.match(publishable?.key ?? '', /^vr_pk_/);
    const rows = await api.db.sql.selectFrom('site_keys').selectAll().execute();
    assert.ok(!JSON.stringify(rows).includes(made.key ?? ''));
    const { body } = await api.request<Page<AuditEntry>>(`GET /audit-log?siteId=${site.id}`, { token });
    assert.ok(!JSON.stringify(body).includes(made.key ?? ''));
  });

  test('two keys of a kind are valid at a time; a revoked one is refused at once', async () => {
    const { site, secret } = await makeSite(api);
    const keys = `/admin/sites/${site.id}/keys`;
    const next = await makeKey(api, site.id, 'secret');
    assert.equal(await codeOf(`POST ${keys}`, { token, json: { kind: 'secret' } }), 'key_limit_reached');
    for (const key of [secret, next.key ?? '']) assert.equal(await codeOf('GET /rooms', { token: key }), 200);
    assert.equal(await codeOf(`DELETE ${keys}/${next.id}`, { token }), 204);
    assert.equal(await codeOf('GET /rooms', { token: next.key ?? '' }), 'token_invalid');
    assert.equal(await codeOf('GET /rooms', { token: secret }), 200);
    assert.equal(await codeOf(`DELETE ${keys}/${next.id}`, { token }), 204, 'revoking twice');
    const soon = new Date(api.clock().getTime() + 60_000).toISOString();
    const brief = await makeKey(api, site.id, 'secret', { expiresAt: soon });
    assert.equal(await codeOf('GET /rooms', { token: brief.key ?? '' }), 200);
    api.clock.advance(61);
    assert.equal(await codeOf('GET /rooms', { token: brief.key ?? '' }), 'token_expired');
    await makeKey(api, site.id, 'secret');
    assert.equal(await codeOf(`DELETE ${keys}/key_nothing`, { token }), 'key_not_found');
    const { data } = (await api.request<Page<AuditEntry>>(`GET /audit-log?siteId=${site.id}`, { token })).body;
    assert.equal(data.filter(({ action, targetId }) => action === 'key.revoked' && targetId === next.id).length, 1);
  });

  test('of many who make the third key at once nobody succeeds', async () => {
    const { site } = await makeSite(api);
    const made = await Promise.all(
      Array.from({ length: 6 }, () => codeOf(`POST /admin/sites/${site.id}/keys`, { token, json: { kind: 'secret' } })),
    );
    assert.deepEqual(made.filter((code) => code === 201).length, 1);
    assert.equal(made.filter((code) => code === 'key_limit_reached').length, 5);
  });

  test('every limit of a site holds', async () => {
    const { site, secret, publishable } = await makeSite(api, {
      maxParticipants: 2,
      limits: { maxOpenRooms: 2 },
      settings: { multiAgent: 'reject', emptyTimeoutS: 0 },
    });
    const create = (json: object) => api.request<Room>('POST /rooms', { token: secret, json });
    const { body: room } = await create({ name: 'one', settings: { emptyTimeoutS: 9 } });
    assert.deepEqual([room.maxParticipants, room.settings.multiAgent, room.settings.emptyTimeoutS], [2, 'reject', 9]);
    assert.equal(
      await codeOf('POST /rooms', { token: secret, json: { name: 'x', maxParticipants: 3 } }),
      'validation_failed',
    );
    const patch = { token: secret, json: { maxParticipants: 3 } };
    assert.equal(await codeOf(`PATCH /rooms/${room.id}`, patch), 'validation_failed');
    const many = await Promise.all(['a', 'b', 'c'].map((name) => create({ name })));
    assert.deepEqual(many.map(({ status }) => status).sort(), [201, 409, 409]);
    const join = { token: publishable, json: { agentId: 'anna' } };
    assert.equal(await codeOf('POST /rooms/fourth/participants', join), 'room_limit_reached');
    await api.request(`DELETE /rooms/${room.id}`, { token: secret });
    assert.equal(await codeOf('POST /rooms/fourth/participants', join), 201);

    const path = `PATCH /admin/sites/${site.id}`;
    await api.request(path, { token, json: { createOnJoin: false, limits: { maxOpenRooms: null } } });
    assert.equal(await codeOf('POST /rooms/fifth/participants', join), 'room_not_found');
    assert.equal(await codeOf('POST /rooms/fifth/participants', { ...join, token: secret }), 201);

    await api.request(path, { token, json: { limits: { requestsPerMinute: 3 } } });
    const codes: unknown[] = [];
    for (const key of [publishable, publishable, publishable, publishable, secret, secret, secret, secret])
      codes.push(await codeOf('GET /rooms', { token: key }));
    assert.deepEqual(codes, [200, 200, 200, 'rate_limited', 200, 200, 200, 'rate_limited'], 'each for themselves');
    assert.equal(await codeOf('GET /rooms'), 200, 'others are not concerned');
  });

  test('a site that is deleted takes its rooms along, and tells who is in them', async () => {
    const { site, secret, publishable } = await makeSite(api);
    const { body } = await api.request<JoinResult>('POST /rooms/doomed/participants', {
      token: publishable,
      json: { agentId: 'anna' },
    });
    const heard: string[] = [];
    const stop = api.api.bus.subscribe(({ type, roomId }) => void (roomId === body.room.id && heard.push(type)));
    assert.equal(await codeOf(`DELETE /admin/sites/${site.id}`, { token }), 204);
    stop();
    assert.deepEqual(heard, ['room:participant-left', 'room:closed']);
    for (const key of [secret, publishable]) assert.equal(await codeOf('GET /rooms', { token: key }), 'token_invalid');
    assert.equal(await codeOf('GET /rooms', { token: body.token }), 'token_invalid');
    const left = await api.db.sql.selectFrom('sessions').select('id').where('siteId', '=', site.id).execute();
    assert.deepEqual(left, []);
  });
});
