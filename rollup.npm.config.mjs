/**
 * Part of `npm run build:npm`: the code of the package, as JavaScript, for Node runs no TypeScript below node_modules. Lit stays an
 * import, to be shared with the page's own; PeerJS is inside, cut down as it is for the script tag.
 */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import alias from '@rollup/plugin-alias';
import commonjs from '@rollup/plugin-commonjs';
import resolve from '@rollup/plugin-node-resolve';
import esbuild from 'rollup-plugin-esbuild';
import { minifyTemplateLiterals } from 'rollup-plugin-minify-template-literals';
import { files, licences, minify, peerjsStubs } from './rollup.config.mjs';
import { slim } from './rollup.slim.mjs';

const path = (file) => fileURLToPath(new URL(file, import.meta.url));

const empty = {
  name: 'empty',
  renderStart({ dir }) {
    rmSync(dir, { recursive: true, force: true });
  },
};

export default {
  input: {
    'voice-room': path('npm/entries/voice-room.ts'),
    elements: path('npm/entries/elements.ts'),
    client: path('npm/entries/client.ts'),
    server: path('api/client/server.entry.ts'),
  },
  output: {
    dir: path('dist-npm'),
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    assetFileNames: 'chunks/[name]-[hash][extname]',
    sourcemap: true,
  },
  external: /^(node:|lit$|lit\/|@lit\/)/,
  plugins: [
    empty,
    licences,
    files,
    alias({ entries: peerjsStubs.map((find) => ({ find, replacement: path('widget/client/mesh/peerjs-stubs.ts') })) }),
    resolve({ browser: true, exportConditions: ['browser', 'production'] }),
    slim,
    commonjs(),
    minifyTemplateLiterals({ include: 'widget/**/*.ts', exclude: 'widget/elements/css-tag.ts', failOnError: true }),
    esbuild({ target: 'es2022', tsconfig: path('widget/tsconfig.json') }),
    minify,
  ],
};
