/** What a visitor downloads, from the built bundle's own import graph. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

export interface Part {
  file: string;
  gzip: number;
  /** Source files in it, relative to the project. */
  sources: string[];
}

export interface Bundle {
  /** The loader and all it imports before the lobby can be used. */
  first: Part[];
  /** Everything loaded by the time a call runs. */
  call: Part[];
  /** What is loaded when the call runs, or when it is asked for. */
  later: Part[];
}

/** Where the part of the client that a call needs begins, and the view of it. All else is loaded when it is asked for. */
const CALL = ['widget/client/call.ts', 'widget/elements/call-view.ts'];

/** Bytes, gzip -9. */
export const gzipSize = (parts: readonly Part[]): number => parts.reduce((sum, { gzip }) => sum + gzip, 0);

function readPart(file: string): Part {
  const { sources } = JSON.parse(readFileSync(`${DIST}${file}.map`, 'utf8')) as { sources: string[] };
  return {
    file,
    gzip: gzipSync(readFileSync(DIST + file), { level: 9 }).length,
    sources: sources.map((source) => source.replace(/^(\.\.\/)+/, '')),
  };
}

/** Reads `dist`, which `npm run build` has made. */
export function readBundle(): Bundle {
  const names = readdirSync(DIST, { recursive: true, encoding: 'utf8' });
  // What has no map is not of our making.
  const files = names.filter((name) => name.endsWith('.js') && names.includes(`${name}.map`));
  const text = new Map(files.map((file) => [file, readFileSync(DIST + file, 'utf8')]));
  const importsOf = (file: string, pattern: RegExp) =>
    [...(text.get(file) ?? '').matchAll(pattern)].flatMap(([, name]) =>
      files.filter((each) => name && each.endsWith(name)),
    );
  const statically = (file: string) => importsOf(file, /(?:from|import)\s*["']\.\/([^"']+)["']/g);

  const reachedFrom = (start: string[], next: (file: string) => string[]) => {
    const reached = new Set(start);
    for (const file of reached) for (const each of next(file)) reached.add(each);
    return reached;
  };
  // The loader's one import() counts as first: without it there is no lobby.
  const first = reachedFrom(['voice-room.js'], (file) =>
    file === 'voice-room.js' ? importsOf(file, /["']\.\/(chunks\/[^"']+\.js)["']/g) : statically(file),
  );
  const ofCall = files.filter((file) => readPart(file).sources.some((source) => CALL.includes(source)));
  const call = reachedFrom([...first, ...ofCall], statically);
  const parts = (of: Iterable<string>) => [...of].map(readPart);
  return { first: parts(first), call: parts(call), later: parts(files.filter((file) => !call.has(file))) };
}
