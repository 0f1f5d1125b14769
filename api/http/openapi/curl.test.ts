import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { JoinResult } from '../../../protocol/rest.ts';
import type { WebhookWithSecret } from '../../../protocol/webhooks.ts';
import { describeApi } from '../../describe-api.ts';
import { openInMemory } from '../../testing/databases.ts';
import { ADMIN_KEY, type Harness, startApi } from '../../testing/harness.ts';
import { makeKey, makeSite } from '../../testing/site.ts';
import { renderMarkdown } from './markdown.ts';

const run = promisify(execFile);

/** Everything that an example may name: of a site of its own, so that nothing was done to it before. */
async function variables(api: Harness): Promise<Record<string, string>> {
  const { site, secret } = await makeSite(api);
  const ask = async <T>(line: string, json: object) => (await api.request<T>(line, { token: secret, json })).body;
  const { room, participant, session } = await ask<JoinResult>('POST /rooms/lobby/participants', { agentId: 'anna' });
  const webhook = await ask<WebhookWithSecret>('POST /webhooks', { url: 'http://127.0.0.1:9/' });
  const delivery = randomUUID();
  const sent = {
    id: delivery,
    webhookId: webhook.id,
    roomId: room.id,
    eventId: randomUUID(),
    status: 'delivered',
  } as const;
  await api.db.sql
    .insertInto('webhook_deliveries')
    .values({ ...sent, type: 'room.created', body: '{}', createdAt: api.clock() })
    .execute();
  return {
    SERVER: api.url,
    ADMIN_KEY,
    SECRET_KEY: secret,
    ROOM: room.id,
    PARTICIPANT: participant.id,
    SESSION: session.id,
    AGENT: participant.agentId,
    AGENT_ID: participant.agentId,
    WEBHOOK: webhook.id,
    DELIVERY: delivery,
    SITE: site.id,
    KEY: (await makeKey(api, site.id, 'publishable')).id,
  };
}

test('the curl line of each operation in docs/api.md does what it says', async () => {
  const text = renderMarkdown(describeApi());
  const sections = text
    .split(/^### /m)
    .map((section) => /^(.*)\n[\s\S]*^Answer: (\d+)[\s\S]*^```sh\n([\s\S]*)^```$/m.exec(section));
  const shown = sections.filter((found) => found !== null);
  const operations = Object.values(describeApi().paths).flatMap((methods) => Object.values(methods));
  assert.equal(shown.length, operations.length, 'each has one');
  await using db = await openInMemory();
  await using api = await startApi(db);
  const common = await variables(api);
  for (const [, summary = '', status, command = ''] of shown) {
    const isHarmless = !/-X (POST|DELETE)/.test(command);
    const env = { PATH: process.env['PATH'] ?? '', ...(isHarmless ? common : await variables(api)) };
    const asked = command.replace(/^curl/, `set -eu; curl -s -w '\\n%{http_code}'`);
    const { stdout } = await run('bash', ['-c', asked], { env, timeout: 60_000 });
    assert.equal(stdout.trim().split('\n').at(-1), status, `${summary}: ${stdout}`);
  }
});
