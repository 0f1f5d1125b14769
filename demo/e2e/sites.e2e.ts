/** Keys and tokens on a production server, in pages of a site's own origin. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { VoiceRoomServer } from '../../api/client/voice-room-server.ts';
import { launch, type People } from './kit/people.ts';
import { type Product, startProduct } from './kit/product.ts';
import { type Site, snippet, startSite } from './kit/site.ts';
import { hears, isIn, participants, pressJoin } from './kit/voice.ts';

const ADMIN_KEY = 'an-admin-key-for-the-browser-tests';

describe('a site with keys', () => {
  let product: Product;
  let page: Site;
  let people: People;
  let backend: VoiceRoomServer;
  let publishable = '';

  before(async () => {
    [product, page, people] = await Promise.all([
      startProduct({
        NODE_ENV: 'production',
        ADMIN_KEY,
        TOKEN_SECRET: 'a token secret for the browser tests',
        ALLOWED_ORIGINS: 'https://elsewhere.example',
      }),
      startSite(),
      launch(),
    ]);
    const admin = new VoiceRoomServer({ url: product.url, key: ADMIN_KEY });
    const { id } = await admin.sites.create({ name: 'Acme', allowedOrigins: [new URL(page.page('')).origin] });
    publishable = (await admin.siteKeys.create(id, { kind: 'publishable' })).key ?? assert.fail();
    const secret = await admin.siteKeys.create(id, { kind: 'secret' });
    backend = new VoiceRoomServer({ url: product.url, key: secret.key ?? assert.fail() });
  });
  afterEach(() => people.leave());
  after(async () => {
    await people.close();
    await Promise.all([product.stop(), page.close()]);
  });

  it('people talk who came by a publishable key, a join token, and a token that the page asks for', async () => {
    const url = page.page(snippet(product.url, `room="lobby" site-key="${publishable}"`));
    const anna = await people.visit('Anna', url);
    await pressJoin(anna);
    await isIn(anna);
    const { token } = await backend.rooms.createToken('lobby', {
      agentId: 'ben',
      displayName: 'Ben',
      role: 'moderator',
    });
    const ben = await people.visit('Ben', page.page(snippet(product.url, `room="lobby" token="${token}"`)));
    await pressJoin(ben);
    const later = await backend.rooms.createToken('lobby', { agentId: 'eve', displayName: 'Eve' });
    const asking = `<script>document.querySelector('voice-room').tokenProvider = async () => '${later.token}'</script>`;
    const eve = await people.visit('Eve', page.page(`${snippet(product.url, 'room="lobby"')}${asking}`));
    await pressJoin(eve);
    await hears(anna, [ben, eve]);
    await hears(ben, [anna, eve]);
    await hears(eve, [anna, ben]);
    const seen = (await participants(anna)).map(({ displayName, agentId, role }) => [displayName, agentId, role]);
    assert.deepEqual(seen[1], ['Ben', 'ben', 'moderator']);
    assert.deepEqual(seen[2], ['Eve', 'eve', 'speaker']);
  });

  const REFUSED: [string, () => string, string][] = [
    ['no key', () => '', 'origin_not_allowed'],
    ['a key that is none', () => 'site-key="vr_pk_nothing"', 'token_invalid'],
    ['a token that is none', () => 'token="nothing"', 'token_invalid'],
  ];
  for (const [what, attributes, code] of REFUSED) {
    it(`the element says what is wrong with ${what}`, async () => {
      const url = page.page(snippet(product.url, `room="lobby" ${attributes()}`));
      const { page: tab } = await people.visit('Anna', url);
      const wrong = () => document.querySelector('voice-room')?.error?.code;
      await tab.waitForFunction(wrong, undefined, { timeout: 15_000 });
      assert.equal(await tab.evaluate(wrong), code);
    });
  }
});
