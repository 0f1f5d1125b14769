/** Pages that allow as little as a page can, and pages that do with the element what one does with elements. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Person } from './kit/people.ts';
import { setStage } from './kit/stage.ts';
import { hears, isIn, pressJoin } from './kit/voice.ts';

/** The page's own files, the server's, and nothing else; text becomes code or HTML only by Lit's templates. */
const strictPolicy = (server: string) =>
  `default-src 'self'; script-src ${server}; connect-src ${server} ${server.replace('http', 'ws')}; style-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html`;

describe('a page of its own ways', () => {
  const stage = setStage();

  const script = (how: string, query = '') =>
    `<script ${how} src="${stage.product.url}/voice-room.js${query}"></script>`;

  async function visit(name: string, body: string, policy?: string): Promise<Person> {
    const person = await stage.people.visit(name, 'about:blank');
    await person.page.addInitScript(() => {
      Object.assign(globalThis, { violations: [], before: Object.keys(globalThis) });
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        Reflect.get(globalThis, 'violations').push(`${violatedDirective} ${blockedURI}`),
      );
    });
    await person.page.goto(stage.site.page(body, policy));
    return person;
  }

  it('a strict content security policy with trusted types: a call, its settings, and nothing is blocked', async () => {
    const tags = `${script('type="module"')}<voice-room room="strict" chat></voice-room>`;
    const policy = strictPolicy(stage.product.url);
    const anna = await visit('Anna', tags, policy);
    const ben = await visit('Ben', tags, policy);
    for (const person of [anna, ben]) {
      await pressJoin(person);
      await isIn(person);
    }
    await hears(anna, [ben]);
    await hears(ben, [anna]);
    await anna.page.getByRole('button', { name: 'Settings' }).click();
    await anna.page.getByLabel('Microphone').first().waitFor();
    assert.deepEqual(await anna.page.evaluate('violations'), []);
    // The policy holds: what it forbids is told.
    await anna.page.evaluate(() => Reflect.apply(setTimeout, null, ['1', 0])).catch(() => {});
    assert.notDeepEqual(await anna.page.evaluate('violations'), []);
  });

  it('loaded twice, in another shadow root, moved and removed: one call, no drop, left, no global of ours', async () => {
    const scripts = script('type="module"') + script('async', '?again');
    const host =
      '<div id="host"><template shadowrootmode="open"><voice-room room="shadow"></voice-room></template></div>';
    const anna = await visit('Anna', `${scripts}${host}<aside id="elsewhere"></aside>`);
    const ben = await visit('Ben', `${scripts}<voice-room room="shadow"></voice-room>`);
    for (const person of [anna, ben]) {
      await pressJoin(person);
      await isIn(person);
    }
    await hears(ben, [anna]);

    const left = await anna.page.evaluate(async () => {
      const room = document.querySelector('#host')?.shadowRoot?.querySelector('voice-room');
      const told: string[] = [];
      room?.addEventListener('voice-left', ({ reason }) => told.push(reason));
      document.querySelector('#elsewhere')?.append(room ?? '');
      await new Promise((resolve) => setTimeout(resolve, 500));
      return told;
    });
    assert.deepEqual(left, []);
    await hears(ben, [anna]);
    await hears(anna, [ben]);

    const ours = await anna.page.evaluate(() => {
      const before: string[] = Reflect.get(globalThis, 'before');
      return Object.keys(globalThis).filter((name) => !before.includes(name));
    });
    assert.deepEqual(
      ours.filter((name) => !['before', 'violations', 'probe', 'host', 'elsewhere'].includes(name)),
      [],
    );
    await anna.page.evaluate(() => document.querySelector('voice-room')?.remove());
    await hears(ben, []);
  });
});
