/**
 * `npm run build:npm`: what npm publishes, for Node runs no TypeScript below node_modules. As yet
 * dist-npm/server.js    `voice-room/server`, the client for backends; its types are made beside it by tsc
 */
import { fileURLToPath } from 'node:url';
import esbuild from 'rollup-plugin-esbuild';

const path = (file) => fileURLToPath(new URL(file, import.meta.url));

export default {
  input: { server: path('api/client/server.entry.ts') },
  output: { dir: path('dist-npm'), format: 'es', sourcemap: true },
  external: /^node:/,
  plugins: [esbuild({ target: 'node22', tsconfig: path('tsconfig.json') })],
};
