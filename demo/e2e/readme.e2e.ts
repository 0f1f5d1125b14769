/** The README tells the truth: its commands are CI's, its curl lines answer, its snippet talks. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isRecord } from '../../protocol/guards.ts';
import { setStage } from './kit/stage.ts';
import { hears, pressJoin } from './kit/voice.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, text]) => text ?? '');

describe('the README', () => {
  const stage = setStage();

  it('has the two commands, and CI runs the second', () => {
    const commands = blocks('sh').flatMap((block) => block.trim().split('\n'));
    assert.equal(commands[0], 'npm ci && npm start');
    assert.equal(commands[1], 'npm ci && npm test');
    assert.equal(readFileSync(`${root}.ci/run`, 'utf8').trim().split('\n').at(-1), commands[1]);
  });

  it('has five curl lines that work one after the other', () => {
    const lines = blocks('sh').flatMap((block) => block.split('\n').filter((line) => line.startsWith('curl')));
    assert.equal(lines.length, 5);
    const statuses = lines.map((line) => {
      const command = line.replaceAll('http://localhost:3000', stage.product.url);
      return execFileSync('bash', ['-c', `${command.replace('curl', 'curl -o /dev/null -w "%{http_code}"')}`], {
        encoding: 'utf8',
      });
    });
    assert.deepEqual(statuses, ['201', '201', '200', '200', '204']);
  });

  it('has a script that ends with a join token', () => {
    const script = (blocks('bash')[0] ?? '')
      .replaceAll('http://localhost:3000', stage.product.url)
      .replaceAll('data/', `${stage.product.dataDir}/`);
    const answer: unknown = JSON.parse(execFileSync('bash', ['-euo', 'pipefail', '-c', script], { encoding: 'utf8' }));
    assert(isRecord(answer));
    assert.match(String(answer.token), /^eyJ/);
  });

  it('has two lines of HTML that let people talk on any page', async () => {
    const snippet = blocks('html')[0]?.replaceAll('http://localhost:3000', stage.product.url) ?? '';
    assert.equal(snippet.trim().split('\n').length, 2);
    const url = stage.site.page(snippet);
    const anna = await stage.people.visit('Anna', url);
    const ben = await stage.people.visit('Ben', url);
    await pressJoin(anna);
    await pressJoin(ben);
    await hears(anna, [ben]);
    await hears(ben, [anna]);
  });

  it('links to nothing that is not there', () => {
    for (const page of [
      'README.md',
      'docs/api.md',
      'docs/architecture.md',
      'docs/operations.md',
      'docs/protocol.md',
      'docs/security.md',
      'docs/server.md',
    ]) {
      const folder = page.includes('/') ? 'docs/' : '';
      for (const [, target] of readFileSync(root + page, 'utf8').matchAll(/\]\((?!http)([^)#]+)\)/g))
        assert.ok(existsSync(`${root}${folder}${target}`), `${page} links to ${target}`);
    }
  });
});
