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
