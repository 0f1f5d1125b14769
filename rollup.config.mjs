/**
 * dist/voice-room.js    what the script tag names: one import(), valid as a module and as a classic script (decision 0001)
 * dist/chunks/*.js      named by content, cached for ever: the widget with its lobby, the call, PeerJS
 * dist/chunks/*.wasm    and the worklet of RNNoise, as they are
 * dist/licences.txt     of the libraries in them
 */
import { rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import alias from '@rollup/plugin-alias';
import commonjs from '@rollup/plugin-commonjs';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import { minifyTemplateLiterals } from 'rollup-plugin-minify-template-literals';
import { limits } from './rollup.limits.mjs';
import { slim } from './rollup.slim.mjs';

const path = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Parts of peerjs that neither media connections nor JSON need: 14 of its 23 kB. */
export const peerjsStubs = ['webrtc-adapter', 'peerjs-js-binarypack'];

/** An empty folder before, and every file compressed beside itself after, as the server sends it. */
const dist = {
  name: 'dist',
  renderStart({ dir }) {
    rmSync(dir, { recursive: true, force: true });
  },
  async writeBundle({ dir }, bundle) {
    for (const file of Object.values(bundle)) {
      const content = Buffer.from(file.type === 'chunk' ? file.code : file.source);
      await writeFile(join(dir, `${file.fileName}.gz`), gzipSync(content, { level: 9 }));
      await writeFile(join(dir, `${file.fileName}.br`), brotliCompressSync(content));
    }
  },
};

/** `licences.txt`: the terms of every package that is in the bundle. */
export const licences = {
  name: 'licences',
  async generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
    const packages = new Set(modules.flatMap((id) => /.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id) ?? []));
    const texts = [...packages].sort().map(async (folder) => {
      const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
      return `${name} ${version}\n\n${await readFile(join(folder, 'LICENSE'), 'utf8')}`;
    });
    this.emitFile({ type: 'asset', fileName: 'licences.txt', source: (await Promise.all(texts)).join('\n\n') });
  },
};

/** `import url from 'package/file?file'`: the file stands beside the chunks as it is. */
const files = {
  name: 'files',
  resolveId: (source) =>
    source.endsWith('?file') ? `${fileURLToPath(import.meta.resolve(source.slice(0, -'?file'.length)))}?file` : null,
  async load(id) {
    if (!id.endsWith('?file')) return null;
    const path = id.slice(0, -'?file'.length);
    const reference = this.emitFile({ type: 'asset', name: basename(path), source: await readFile(path) });
    return `export default import.meta.ROLLUP_FILE_URL_${reference};`;
  },
};

/** A classic script of another origin has no address to resolve against but `document.currentScript`'s; a module has its own. */
const loader = {
  name: 'loader',
  renderDynamicImport: ({ moduleId }) =>
    moduleId.endsWith('voice-room.loader.ts')
      ? {
          left: '((path, script) => import(script ? new URL(path, script.src) : path))(',
          right: ', document.currentScript)',
        }
      : null,
  // Nobody asks what is in it: neither the loader, nor the chunk it loads for the sake of that question.
  renderChunk(code, { name }) {
    if (name === 'voice-room') return code.replace(/\.then\(.+?\)(?=;)/s, '');
    if (name !== 'voice-room.entry') return null;
    const asked = /\bconst (\w+) = [^;]*Object\.freeze\(\{\s*__proto__: null\s*\}\);/.exec(code);
    if (!asked) throw new Error('The entry has no namespace object to cut.');
    // At the end of the chunk: what the map says of the rest stays true.
    return { code: code.replace(asked[0], '').replace(new RegExp(`\\b${asked[1]} as \\w+,? ?`), ''), map: null };
  },
};

/** From the widget's TypeScript to small JavaScript, for the script tag and for npm. */
export const widget = [
  files,
  alias({
    entries: [
      ...peerjsStubs.map((find) => ({ find, replacement: path('widget/client/mesh/peerjs-stubs.ts') })),
      { find: 'peerjs-emitter', replacement: path('widget/client/mesh/peerjs-emitter.ts') },
      { find: './css-tag.js', replacement: path('widget/elements/css-tag.ts') },
    ],
  }),
  resolve({ browser: true, exportConditions: ['browser', 'production'] }),
  slim,
  limits,
  commonjs(),
  minifyTemplateLiterals({ include: 'widget/**/*.ts', exclude: 'widget/elements/css-tag.ts', failOnError: true }),
  esbuild({ target: 'es2022', tsconfig: path('widget/tsconfig.json') }),
  terser({
    ecma: 2022,
    module: true,
    compress: { passes: 5, inline: 1, unsafe_arrows: true, pure_getters: true, keep_fargs: false },
    // What PeerJS keeps to itself. Lit's `_$litType$` and the like go from chunk to chunk.
    mangle: { properties: { regex: /^_[a-z]/ } },
    // The licences are in a file of their own.
    format: { comments: false },
  }),
];

export default {
  input: { 'voice-room': path('widget/voice-room.loader.ts') },
  output: {
    dir: path('dist'),
    format: 'es',
    entryFileNames: '[name].js',
    // Named in one another, and short: it all counts.
    chunkFileNames: ({ name }) => `chunks/${name.replace('voice-room.', '')}-[hash:6].js`,
    assetFileNames: 'chunks/[name]-[hash:6][extname]',
    // There, beside the chunks, but not named in them: 40 bytes a file.
    sourcemap: 'hidden',
    generatedCode: { preset: 'es2015', symbols: false },
  },
  plugins: [dist, licences, loader, ...widget],
};
