/** The examples in demo/examples/frameworks, each made by its own compiler, in one room; React is in react.e2e.ts. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { compile } from 'svelte/compiler';
import { compileScript, parse } from 'vue/compiler-sfc';
import type { Person } from './kit/people.ts';
import { setStage } from './kit/stage.ts';
import { hears, isIn } from './kit/voice.ts';

const FOLDER = fileURLToPath(new URL('../examples/frameworks', import.meta.url));

const vue = (source: string, filename: string) =>
  compileScript(parse(source, { filename }).descriptor, {
    id: 'example',
    inlineTemplate: true,
    templateOptions: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('voice-') } },
  }).content;

const COMPILERS: Record<string, (source: string, filename: string) => string> = {
  vue,
  svelte: (source, filename) => compile(source, { filename, generate: 'client' }).js.code,
};

const components: Plugin = {
  name: 'components',
  setup(made) {
    made.onLoad({ filter: /\.(vue|svelte)$/ }, ({ path }) => ({
      contents: COMPILERS[path.split('.').at(-1) ?? '']?.(readFileSync(path, 'utf8'), path) ?? '',
      resolveDir: dirname(path),
    }));
  },
};

/** What an app's main file does with the component; `globalThis.unmount` ends it. */
const MAINS = {
  vue: `
    import { createApp } from 'vue';
    import Example from './VueExample.vue';
    const app = createApp(Example, { ...document.body.dataset });
    app.mount(document.body.appendChild(document.createElement('main')));
    globalThis.unmount = () => app.unmount();`,
  svelte: `
    import { mount, unmount } from 'svelte';
    import Example from './SvelteExample.svelte';
    const app = mount(Example, { target: document.body, props: { ...document.body.dataset } });
    globalThis.unmount = () => unmount(app);`,
};

async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: FOLDER },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['browser', 'production'],
    define: {
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    plugins: [components],
    logLevel: 'error',
  });
  return `<script type="module">${outputFiles[0]?.text}</script>`;
}

describe('frameworks', () => {
  const stage = setStage();

  /** The element's script comes after the app's own: what is set before it is defined counts. */
  async function visit(name: string, app: string): Promise<Person> {
    const { url } = stage.product;
    const given = `<script>Object.assign(document.body.dataset, { server: '${url}', name: '${name}' })</script>`;
    const script = `<script type="module" src="${url}/voice-room.js"></script>`;
    const person = await stage.people.visit(name, stage.site.page(`${given}${app}${script}`));
    await isIn(person);
    return person;
  }
  const shows = ({ page }: Person, names: string) =>
    page.waitForFunction((wanted) => document.querySelector('.people')?.textContent === wanted, names);

  it('Vue, Svelte and plain HTML: everybody hears everybody, is told who comes and goes, and leaves when unmounted', async () => {
    const anna = await visit('Anna', await bundle(MAINS.vue));
    const ben = await visit('Ben', await bundle(MAINS.svelte));
    const carla = await visit('Carla', readFileSync(`${FOLDER}/plain.html`, 'utf8'));
    await hears(anna, [ben, carla]);
    await hears(ben, [anna, carla]);
    await hears(carla, [anna, ben]);
    for (const person of [anna, ben, carla]) await shows(person, 'Anna, Ben, Carla');
    await anna.page.evaluate('unmount()');
    await shows(ben, 'Ben, Carla');
    await ben.page.evaluate('unmount()');
    await shows(carla, 'Carla');
    await hears(carla, []);
    assert.equal(await carla.page.evaluate(() => document.querySelector('voice-room')?.state), 'connected');
  });
});
