/**
 * What the two libraries of the page carry and we never use, taken out while bundling: 4 kB. Each cut names what it looks for and the
 * build fails when a new version of the library no longer has it.
 */

/** @typedef {[what: string, find: string | RegExp, replacement: string]} Cut */

/** @type {Record<string, Cut[]>} */
const CUTS = {
  'peerjs/dist/bundler.mjs': [
    [
      'eventemitter3',
      /var \$c4dcfd1d1ea86647\$exports = \{\};.+?\$c4dcfd1d1ea86647\$exports = \$c4dcfd1d1ea86647\$var\$EventEmitter;/s,
      "import * as $c4dcfd1d1ea86647$exports from 'peerjs-emitter';",
    ],
    [
      'who would print',
      /= new \$257947e92926277a\$var\$Logger\(\)/,
      '= /*#__PURE__*/ new $257947e92926277a$var$Logger()',
    ],
    ['where it would print', /if \(this\._options\.logFunction\) .+\s+\(0, .+\)\.logLevel = .+/, ''],
    ['a warning with a value', /return \(0, \$257947e92926277a\$export\$2e2bcd8739ae039\)\.error\(.+\);/, 'return;'],
    // `debug` stays 0: it never prints. A pure call whose value nobody takes is dropped, with the texts in it.
    ['logging', /\(0, \$257947e92926277a\$export\$2e2bcd8739ae039\)\.(log|warn|error)\(/g, '/*#__PURE__*/ $&'],
    ['data connections', /this\._serializers = \{\s+raw: [^}]+\}/, 'this._serializers = {}'],
    ['what keeps them', /static #_ = this\.ID_PREFIX = "dc_";\s+static #_2 = .+/, ''],
    ['tools for them', /noop\(\) \{\}.+?(?=isSecure\(\))/s, ''],
    ['more tools for them', /this\.chunkedMTU = 16300.+?return chunks;\s+\};/s, ''],
    ['their re-export', /\$parcel\$export\(\$78455.*\n/g, ''],
    [
      'the probe of the browser, by a connection to the servers of PeerJS',
      /this\.supports = function\(\) \{.+?\}\(\),/s,
      'this.supports = { audioVideo: true },',
    ],
    ['the name of the browser', /this\.browser = \(0, .+?this\.unpack = \$gCcbY\$unpack,/s, ''],
    [
      'connections of its own to the servers of PeerJS',
      'this.defaultConfig = $4f4134156c446392$var$DEFAULT_CONFIG,',
      '',
    ],
    [
      'calls for data',
      / else if \(payload\.type === \(0, \$78455e22dea96b8c\$export\$3157d57b4135e3bc\)\.Data\) \{.+?\} else \{/s,
      ' else {',
    ],
    ['calling for data', /connect\(peer, options = \{\}\) \{.+?return dataConnection;\s+\}/s, ''],
    ['ids of its own', /else this\._api\.retrieveId\(\).+/, ''],
    ['a list of peers', /this\._api\.listAllPeers\(\).+/, ''],
    ['the REST client for both', /this\._api = new .+/, ''],
  ],
  '@lit/reactive-element/reactive-element.js': [
    ['decorators', /Symbol\.metadata\?\?=Symbol\("metadata"\),a\.litPropertyMetadata\?\?=new WeakMap;/, ''],
    ['what they declared', /const t=this\[Symbol\.metadata\];.+?(?=this\._\$Eh=new Map)/, ''],
    ['polyfills', /,p\?\.\(\{ReactiveElement:y\}\),\(a\.reactiveElementVersions.+?\)\.push\("[\d.]+"\)/, ''],
  ],
  'lit-html/lit-html.js': [['polyfills', /,B=t\.litHtmlPolyfillSupport;.+?\.push\("[\d.]+"\);/, ';']],
  'lit-element/lit-element.js': [
    ['server rendering', /,s\.litElementHydrateSupport.+?;/, ';'],
    ['polyfills', /o\?\.\(.+?;/, ''],
    ['version', /\(s\.litElementVersions.+?;/, ''],
  ],
};

export const slim = {
  name: 'slim',
  /** @param {string} code @param {string} id */
  transform(code, id) {
    const file = Object.keys(CUTS).find((name) => id.endsWith(`/node_modules/${name}`));
    if (!file) return null;
    let rest = code;
    for (const [what, find, replacement] of CUTS[file] ?? []) {
      const next = rest.replace(find, replacement);
      if (next === rest) throw new Error(`rollup.slim.mjs: ${file} has changed, cannot take out ${what}`);
      rest = next;
    }
    return { code: rest, map: null };
  },
};
