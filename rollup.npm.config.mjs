/**
 * Part of `npm run build:npm`: the code of the package, as JavaScript, for Node runs no TypeScript below node_modules. Lit stays an
 * import, to be shared with the page's own; PeerJS is inside, cut down as it is for the script tag.
 */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { licences, widget } from './rollup.config.mjs';

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
    'use-element': path('npm/entries/use-element.ts'),
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
  external: /^(node:|react$|lit$|lit\/|@lit\/)/,
  onwarn(warning, warn) {
    // An import of something that nobody installs.
    if (warning.code === 'UNRESOLVED_IMPORT') throw new Error(warning.message);
    warn(warning);
  },
  plugins: [empty, licences, ...widget],
};
