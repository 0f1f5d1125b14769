/** `voice-room/react`, as a project of somebody else's installs and bundles it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { VoiceRoomServer } from '../../api/client/server.entry.ts';
import { installPackage, type Project } from '../../npm/install-package.ts';
import type { Person } from './kit/people.ts';
import { setStage } from './kit/stage.ts';
import { hears, isIn } from './kit/voice.ts';

/** Mounts the component the way of `mount` and keeps what it told in `told`. */
const app = (mount: string) => `
  import { createElement, StrictMode, useRef, useState } from 'react';
  import { createRoot, hydrateRoot } from 'react-dom/client';
  import { renderToString } from 'react-dom/server.browser';
  import { VoiceRoom } from 'voice-room/react';

  globalThis.told = [];
  function App({ server, name }) {
    const room = useRef(null);
    const [joins, setJoins] = useState(0);
    globalThis.room = room;
    globalThis.renderedAfterJoin = joins;
    return createElement(VoiceRoom, {
      ref: room, room: 'react', server, displayName: name, autoJoin: true, muted: false, className: 'call',
      // Another function at every render, as one writes it; this server needs no token. (A page that is hydrated has joined before.)
      tokenProvider: 'html' in globalThis ? undefined : async () => {},
      onVoiceJoined: ({ participant }) => {
        told.push('joined ' + participant.displayName + ' ' + room.current.state);
        setJoins((before) => before + 1);
      },
      onVoiceLeft: ({ reason }) => told.push('left ' + reason),
    });
  }
  const { server, name } = document.body.dataset;
  const page = createElement(StrictMode, null, createElement(App, { server, name }));
  const place = document.createElement('main');
  document.body.append(place);
  ${mount}
  globalThis.unmount = () => root.unmount();`;

const WAYS = {
  rendered: 'const root = createRoot(place); root.render(page);',
  hydrated:
    'place.innerHTML = renderToString(page); globalThis.html = place.innerHTML; const root = hydrateRoot(place, page);',
};

describe('React', () => {
  const stage = setStage();
  let project: Project;
  before(async () => {
    project = await installPackage(['react', 'react-dom', 'scheduler']);
  });
  after(() => project.remove());

  async function visit(name: string, way: keyof typeof WAYS): Promise<Person> {
    project.write(`${way}.js`, app(WAYS[way]));
    await project.run('esbuild', `${way}.js`, '--bundle', '--format=esm', '--target=es2022', `--outfile=${way}.out.js`);
    const script = readFileSync(join(project.folder, `${way}.out.js`), 'utf8');
    const body = `<script>Object.assign(document.body.dataset, { server: '${stage.product.url}', name: '${name}' })</script>`;
    const person = await stage.people.visit(name, stage.site.page(`${body}<script type="module">${script}</script>`));
    await isIn(person);
    return person;
  }
  const told = ({ page }: Person) => page.evaluate('told') as Promise<string[]>;

  it('mounted twice by StrictMode, rendered here or on a server, everybody is in the room once, stays at the next render, and leaves it', async () => {
    const anna = await visit('Anna', 'rendered');
    const ben = await visit('Ben', 'hydrated');
    await hears(anna, [ben]);
    await hears(ben, [anna]);
    for (const { page } of [anna, ben]) assert.equal(await page.evaluate('renderedAfterJoin'), 1);
    assert.match(await ben.page.evaluate('html'), /^<voice-room .*display-name="Ben" auto-join=""/);
    assert.deepEqual(await told(anna), ['joined Anna connected']);
    assert.deepEqual(await told(ben), ['joined Ben connected']);
    assert.equal(await anna.page.evaluate('room.current.localName + room.current.className'), 'voice-roomcall');

    const { participants } = new VoiceRoomServer({ url: stage.product.url });
    assert.equal((await participants.list('react').toArray()).length, 2);
    await anna.page.evaluate('unmount()');
    await hears(ben, []);
    const present = await participants.list('react', { present: true }).toArray();
    assert.deepEqual(
      present.map(({ displayName }) => displayName),
      ['Ben'],
    );
  });
});
