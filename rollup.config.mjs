/**
 * dist/voice-room.js    what the script tag names: one import(), valid as a module and as a classic script (decision 0001)
 * dist/chunks/*.js      named by content, cached for ever: the widget with its lobby, the call, PeerJS
 */
import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import alias from '@rollup/plugin-alias';
import commonjs from '@rollup/plugin-commonjs';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import { minifyTemplateLiterals } from 'rollup-plugin-minify-template-literals';

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

/** A classic script of another origin has no address to resolve against but `document.currentScript`'s; a module has its own. */
const loader = {
  name: 'loader',
  renderDynamicImport: ({ moduleId }) =>
    moduleId.endsWith('voice-room.loader.ts')
      ? {
          left: '((path, script) => import(script ? new URL(path, script.src).href : path))(',
          right: ', document.currentScript)',
        }
      : null,
};

export default {
  input: { 'voice-room': path('widget/voice-room.loader.ts') },
  output: {
    dir: path('dist'),
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // There, beside the chunks, but not named in them: 40 bytes a file.
    sourcemap: 'hidden',
    generatedCode: 'es2015',
  },
  plugins: [
    dist,
    loader,
    alias({
      entries: peerjsStubs.map((find) => ({ find, replacement: path('widget/client/mesh/peerjs-stubs.ts') })),
    }),
    resolve({ browser: true, exportConditions: ['browser', 'production'] }),
    commonjs(),
    minifyTemplateLiterals({ include: 'widget/**/*.ts', failOnError: true }),
    esbuild({ target: 'es2022', tsconfig: path('widget/tsconfig.json') }),
    terser({ ecma: 2022, module: true, compress: { passes: 3 } }),
  ],
};
