/** Pages that allow as little as a page can, and pages that do with the element what one does with elements. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Person } from './kit/people.ts';
import { startSite } from './kit/site.ts';
import { setStage } from './kit/stage.ts';
import { hears, isIn, pressJoin } from './kit/voice.ts';

/** On the server's own origin: nothing is named. */
const OWN_ORIGIN_POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'";

/** The page's own files, the server's, and nothing else; text becomes code or HTML only by Lit's templates. */
const strictPolicy = (server: string) =>
  `default-src 'self'; script-src ${server}; connect-src ${server} ${server.replace('http', 'ws')}; style-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html`;

describe('a page of its own ways', () => {
  const stage = setStage();

  const script = (how: string, query = '') =>
    `<script ${how} src="${stage.product.url}/voice-room.js${query}"></script>`;

  const printed: string[] = [];

  async function visit(name: string, body: string, policy?: string, site = stage.site): Promise<Person> {
    const person = await stage.people.visit(name, 'about:blank');
    person.page.on('console', (line) => {
      const { url } = line.location();
      // What the browser looks for by itself.
      if (!url.endsWith('/favicon.ico')) printed.push(`${line.text()} ${url}`);
    });
    person.page.on('pageerror', ({ message }) => printed.push(message));
    await person.page.addInitScript(() => {
      Object.assign(globalThis, { violations: [], before: Object.keys(globalThis) });
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        Reflect.get(globalThis, 'violations').push(`${violatedDirective} ${blockedURI}`),
      );
    });
    await person.page.goto(site.page(body, policy));
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

  it('on the server’s own origin, behind a proxy that adds the strictest policy: everything works, nothing is printed', async () => {
    const front = await startSite(stage.product.url);
    try {
      const tags =
        '<script type="module" src="/voice-room.js"></script><voice-room room="own-origin" chat></voice-room>';
      printed.length = 0;
      const anna = await visit('Anna', tags, OWN_ORIGIN_POLICY, front);
      const ben = await visit('Ben', tags, OWN_ORIGIN_POLICY, front);
      for (const person of [anna, ben]) {
        await pressJoin(person);
        await isIn(person);
      }
      await hears(anna, [ben]);
      await hears(ben, [anna]);
      for (const { page } of [anna, ben]) await page.getByRole('button', { name: 'Chat', exact: true }).click();
      await anna.page.getByRole('textbox', { name: 'Message to everybody here' }).fill('Hello');
      await anna.page.keyboard.press('Enter');
      await ben.page.getByText('Hello', { exact: true }).waitFor();
      await ben.page.evaluate(() => Object.assign(document.documentElement, { lang: 'cs' }));
      await ben.page.getByRole('button', { name: 'Odejít' }).waitFor();
      await anna.page.getByRole('button', { name: 'Settings' }).click();
      await anna.page.getByLabel('Microphone').first().waitFor();
      for (const { page } of [anna, ben]) assert.deepEqual(await page.evaluate('violations'), []);
      assert.deepEqual(printed, []);

      // WebAssembly is what this policy forbids: the browser tells the page so, and its own noise suppression takes over.
      const choice = anna.page.getByLabel('Noise suppression');
      await choice.selectOption('rnnoise');
      for (let looks = 0; looks < 200 && !(await anna.page.evaluate('violations.length')); looks += 1)
        await anna.page.waitForTimeout(50);
      for (let looks = 0; looks < 200 && (await choice.inputValue()) !== 'browser'; looks += 1)
        await anna.page.waitForTimeout(50);
      assert.equal(await choice.inputValue(), 'browser');
      assert.deepEqual(await anna.page.evaluate('violations'), ['script-src wasm-eval']);
      await hears(ben, [anna]);
    } finally {
      await stage.people.leave();
      await front.close();
    }
  });

  it('text inside the tags is shown until they are defined, stays when the script does not come, and is never seen again', async () => {
    const person = await visit(
      'Anna',
      `<voice-room room="words">Voice chat is loading…</voice-room>
       <voice-room room="engine" layout="none">An engine is loading…</voice-room>
       <voice-room-list>The rooms are loading…</voice-room-list>`,
    );
    const { page } = person;
    /** Of the three texts, those that have a place on the page. */
    const shown = () =>
      page.evaluate(() => {
        const texts = Array.from(document.querySelectorAll('voice-room, voice-room-list'), ({ firstChild }) => {
          const range = document.createRange();
          range.selectNode(firstChild as Text);
          return range.getClientRects().length;
        });
        return texts.filter((boxes) => boxes > 0).length;
      });
    assert.equal(await shown(), 3);
    const load = (src: string) =>
      page.evaluate(async (src) => {
        const script = Object.assign(document.createElement('script'), { src, type: 'module' });
        const settled = new Promise((resolve) => {
          for (const type of ['load', 'error']) script.addEventListener(type, () => resolve(type));
        });
        document.head.append(script);
        return settled;
      }, src);
    assert.equal(await load(`${stage.product.url}/missing.js`), 'error');
    assert.equal(await shown(), 3);
    assert.equal(await load(`${stage.product.url}/voice-room.js`), 'load');
    await page.getByRole('button', { name: 'New room' }).waitFor();
    await pressJoin(person);
    await isIn(person);
    assert.equal(await shown(), 0);
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
