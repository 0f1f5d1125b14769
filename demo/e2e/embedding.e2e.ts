/** The two lines a site owner pastes, in each form, and the pages of the demo. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setStage } from './kit/stage.ts';
import { hears, isIn, pressJoin } from './kit/voice.ts';

describe('embedding', () => {
  const stage = setStage();

  const FORMS = {
    module: 'type="module"',
    'classic async': 'async',
    'classic deferred': 'defer',
    'classic blocking': '',
  };
  for (const [form, attributes] of Object.entries(FORMS)) {
    it(`works as a ${form} script, with no request to a third party`, async () => {
      const body = `<script ${attributes} src="${stage.product.url}/voice-room.js"></script><voice-room room="forms"></voice-room>`;
      const url = stage.site.page(body);
      const anna = await stage.people.visit('Anna', url);
      const hosts = new Set<string>();
      anna.page.on('request', (request) => hosts.add(new URL(request.url()).host));
      await anna.page.reload();
      await pressJoin(anna);
      await isIn(anna);
      const ben = await stage.people.visit('Ben', url);
      await pressJoin(ben);
      await hears(anna, [ben]);
      await hears(ben, [anna]);
      assert.deepEqual([...hosts].sort(), [new URL(stage.product.url).host, new URL(url).host].sort());
    });
  }

  it('the lobby needs neither the call nor PeerJS; joining loads them', async () => {
    const anna = await stage.people.visit('Anna', 'about:blank');
    const scripts: string[] = [];
    anna.page.on('request', (request) => {
      if (request.resourceType() === 'script') scripts.push(request.url());
    });
    // A page that is never idle: what loads before the join is what the lobby needs.
    await anna.page.addInitScript(() => {
      globalThis.requestIdleCallback = () => 0;
    });
    await anna.page.goto(
      stage.site.page(
        `<script src="${stage.product.url}/voice-room.js"></script><voice-room room="lazy"></voice-room>`,
      ),
    );
    await anna.page.getByRole('button', { name: 'Join' }).waitFor();
    assert.equal(scripts.length, 2, scripts.join());
    await pressJoin(anna);
    await isIn(anna);
    assert.ok(scripts.length > 2);
  });

  it('landing page: creates a room with a readable slug, and its link brings a friend in', async () => {
    const anna = await stage.people.visit('Anna', stage.product.url);
    await anna.page.getByRole('button', { name: 'Open a room' }).click();
    await anna.page.waitForURL(/\/r\/[a-z]+-[a-z]+-\d+$/);
    await pressJoin(anna);
    await isIn(anna);
    const ben = await stage.people.visit('Ben', anna.page.url());
    await pressJoin(ben);
    await hears(ben, [anna]);
    await hears(anna, [ben]);
  });

  it('layout="none": the page\'s own buttons drive the element', async () => {
    const anna = await stage.people.visit('Anna', `${stage.product.url}/headless.html`);
    const ben = await stage.people.visit('Ben', `${stage.product.url}/headless.html`);
    for (const { page, name } of [anna, ben]) {
      const field = page.getByLabel(/name/i);
      if (await field.isVisible()) await field.fill(name);
      await page.getByRole('button', { name: /join/i }).click();
    }
    await hears(ben, [anna]);
    await hears(anna, [ben]);
    await anna.page.getByRole('button', { name: 'Mute' }).click();
    await hears(ben, []);
    await anna.page.getByRole('button', { name: /leave/i }).click();
    await hears(anna, []);
  });
});
