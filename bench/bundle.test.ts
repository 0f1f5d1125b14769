/** The budgets and the walls, over what rollup really bundled. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSize, readBundle } from './bundle.ts';

const { first, call, later } = readBundle();
const sourcesOf = (parts: typeof first) => parts.flatMap(({ sources }) => sources);

test('first script with a usable lobby: at most 16 kB gzip', (t) => {
  t.diagnostic(`${gzipSize(first)} bytes`);
  assert.ok(gzipSize(first) <= 16_000, `${gzipSize(first)} bytes`);
});

test('everything up to a running call: at most 40 kB gzip', (t) => {
  t.diagnostic(`${gzipSize(call)} bytes`);
  assert.ok(gzipSize(call) <= 40_000, `${gzipSize(call)} bytes`);
});

test('each language is a chunk of its own: at most 7 kB gzip', (t) => {
  const isLanguage = (source: string) => source.startsWith('widget/elements/languages/');
  const languages = later.filter(({ sources }) => sources.some(isLanguage));
  assert.equal(languages.length, 7);
  for (const { file, gzip, sources } of languages) {
    t.diagnostic(`${sources}: ${gzip} bytes`);
    assert.equal(sources.length, 1, `${file} holds one language and nothing else`);
    assert.ok(gzip <= 7_000, `${sources}: ${gzip} bytes`);
  }
  assert.ok(![...first, ...call].some((part) => part.sources.some(isLanguage)));
});

test('the lobby works without PeerJS, the mesh and the audio; the call brings them', () => {
  const lazy = /node_modules\/peerjs|client\/(mesh|audio)\//;
  assert.deepEqual(
    sourcesOf(first).filter((source) => lazy.test(source)),
    [],
  );
  assert.ok(sourcesOf(call).some((source) => source.includes('node_modules/peerjs')));
});

test('the bundle holds widget, protocol and the libraries chosen for the page, nothing else', () => {
  const allowed =
    /^(widget|protocol)\/|node_modules\/(lit|lit-html|lit-element|@lit\/[\w-]+|@sapphi-red\/web-noise-suppressor|peerjs|sdp|eventemitter3)\/|^\0/;
  assert.deepEqual(
    sourcesOf([...call, ...later]).filter((source) => !allowed.test(source)),
    [],
  );
});
