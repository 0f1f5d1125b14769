import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openInMemory } from '../testing/databases.ts';
import { startTestDelivering } from './testing/delivering.ts';
import { startReceiver } from './testing/receiver.ts';

/** An authority, and what it signed: a good one, one for another name, one whose time is over. */
const folder = mkdtempSync(join(tmpdir(), 'voice-room-tls-'));
const file = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(file(name), 'utf8');
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function sign(name: string, alternative: string, ...time: string[]) {
  writeFileSync(file(`${name}.ext`), `subjectAltName=${alternative}`);
  openssl('req', ...KEY, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
  const by = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', `${name}.ext`];
  openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-out', `${name}.crt`, ...time);
}

before(() => {
  openssl('req', '-x509', ...KEY, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '2', '-subj', '/CN=Our authority');
  sign('good', 'IP:127.0.0.1', '-days', '2');
  sign('other', 'DNS:elsewhere.example', '-days', '2');
  sign('old', 'IP:127.0.0.1', '-days', '-1');
});
after(() => rmSync(folder, { recursive: true }));

async function deliver(certificate: string, trusted: string | undefined) {
  await using db = await openInMemory();
  await using here = startTestDelivering(db, trusted === undefined ? {} : { ca: read(trusted) });
  const tls = { key: read(`${certificate}.key`), cert: read(`${certificate}.crt`) };
  await using receiver = await startReceiver(() => 204, 0, tls);
  const { id } = await here.create(receiver.url);
  await here.makeRoom('lobby');
  const [delivery] = await here.until(id, ([first]) => first?.attemptCount === 1);
  return { delivery, came: receiver.messages.length, results: here.results };
}

test('a webhook goes over TLS to whom a trusted authority vouches for', async () => {
  const { delivery, came } = await deliver('good', 'ca.crt');
  assert.deepEqual([delivery?.status, delivery?.attempts[0]?.statusCode, came], ['delivered', 204, 1]);
});

test('a certificate that is not trusted, of another name, or too old: nothing is said to it, and the log says why', async () => {
  const wrong: [certificate: string, trusted: string | undefined][] = [
    ['good', undefined],
    ['other', 'ca.crt'],
    ['old', 'ca.crt'],
  ];
  for (const [certificate, trusted] of wrong) {
    const { delivery, came, results } = await deliver(certificate, trusted);
    assert.deepEqual([delivery?.status, delivery?.attempts[0]?.error], ['pending', 'tls_failed'], certificate);
    assert.deepEqual([came, results], [0, ['tls_failed']]);
    assert.ok(delivery?.nextAttemptAt, 'it is tried again');
  }
});
