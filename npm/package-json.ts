import { readFileSync } from 'node:fs';

const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** What the browser's code imports; everything else is inside. */
const LIBRARIES = ['lit', '@lit/context'];

const entry = (file: string, types: string) => ({ types: `./types/${types}.d.ts`, default: `./${file}.js` });

/**
 * The package.json npm publishes: not the repository's, whose dependencies are those of the servers. Whoever puts the element into a page
 * installs Lit and nothing else.
 */
export function packageJson() {
  const { name, version, description, license } = own;
  return {
    name,
    version,
    description,
    license,
    keywords: ['voice', 'voice-chat', 'webrtc', 'web-component', 'custom-element', 'lit', 'react', 'peerjs'],
    type: 'module',
    exports: {
      '.': entry('voice-room', 'npm/entries/voice-room'),
      './elements': entry('elements', 'npm/entries/elements'),
      './client': entry('client', 'npm/entries/client'),
      './react': { types: './react.d.ts', default: './react.js' },
      './server': entry('server', 'api/client/server.entry'),
      './custom-elements.json': './custom-elements.json',
      './package.json': './package.json',
    },
    customElements: './custom-elements.json',
    'web-types': './web-types.json',
    // What is imported for what it does: it defines elements.
    sideEffects: ['./voice-room.js', './react.js', './chunks/*.js'],
    engines: { node: '>=22.17' },
    dependencies: Object.fromEntries(LIBRARIES.map((library) => [library, `^${own.dependencies[library]}`])),
    peerDependencies: { react: '>=19' },
    peerDependenciesMeta: { react: { optional: true } },
  };
}
