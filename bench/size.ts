/** `npm run bench:size`: what a visitor downloads, next to what the client of LiveKit costs bundled the same way. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { gzipSize, readBundle } from './bundle.ts';
import { report } from './report.ts';

/** gzip -9 of a bundle, minified, of this one line. */
async function sizeOf(line: string): Promise<number> {
  const folder = mkdtempSync(join(fileURLToPath(new URL('.', import.meta.url)), '.tmp-'));
  try {
    const entry = join(folder, 'entry.js');
    writeFileSync(entry, line);
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      write: false,
      logLevel: 'error',
    });
    return gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { first, call, later } = readBundle();
const languages = later.filter(({ sources }) => sources.some((source) => source.includes('/languages/')));
const livekit = await sizeOf("import { Room } from 'livekit-client'; globalThis.room = new Room();");
const kB = (bytes: number) => (bytes / 1000).toFixed(1);
const row = (what: string, bytes: number, budget: string) => ({
  what,
  'gzip kB': kB(bytes),
  budget,
  'of livekit-client': (bytes / livekit).toFixed(2),
});

report('size', [
  row('first script: lobby usable', gzipSize(first), '16.0'),
  row('all, up to a running call', gzipSize(call), '40.0'),
  row('a language, the largest of them', Math.max(...languages.map(({ gzip }) => gzip)), '7.0'),
  row('livekit-client, its Room alone, no UI', livekit, ''),
]);
