/**
 * What the two libraries of the page carry and we never use, taken out while bundling: 7 kB. Each cut names what it looks for and the
 * build fails when a new version of the library no longer has it.
 */

/** @typedef {[what: string, find: string | RegExp, replacement: string]} Cut */

/** What `html` and `LitElement` can do besides what our elements ask of them. */
const LIT = {
  '@lit/reactive-element/reactive-element.js': [
    ['decorators', /Symbol\.metadata\?\?=Symbol\("metadata"\),a\.litPropertyMetadata\?\?=new WeakMap;/, ''],
    ['what they declared', /const t=this\[Symbol\.metadata\];.+?(?=this\._\$Eh=new Map)/, ''],
    ['polyfills', /,p\?\.\(\{ReactiveElement:y\}\),\(a\.reactiveElementVersions.+?\)\.push\("[\d.]+"\)/, ''],
    ['initializers', /static addInitializer\(t\)\{.+?\}(?=static get observedAttributes)/, ''],
    ['inheriting them', 'void 0!==t.l&&(this.l=[...t.l]),', ''],
    ['calling them', ',this.constructor.l?.forEach(t=>t(this))', ''],
    ['accessors of the class', /this\.prototype\.hasOwnProperty\(t\)&&\(\(s=.+?wrapped=!0\),/, ''],
    [
      'calling those',
      /const\{get:e,set:r\}=h\(this\.prototype,t\).+?return\{get:e,set\(s\)\{.+?,i\)\}/,
      `return{get(){return this[s]},set(e){const h=this[s];this[s]=e,this.requestUpdate(t,h,i)}`,
    ],
    ['their first values', /const t=this\.constructor\.elementProperties;if\(t\.size>0\).+?(?=\}let t=!1)/, ''],
    ['properties without accessors', /,!s\.noAccessor\)/, ')'],
    ['JSON to attributes', 'case Object:case Array:t=null==t?t:JSON.stringify(t)', ''],
    ['JSON from them', /case Object:case Array:try\{.+?i=null\}/, ''],
    ['trusted empty attributes', 'c?c.emptyScript:""', '""'],
    ['converters to attributes', /\(void 0!==i\.converter\?\.toAttribute\?i\.converter:u\)/, 'u'],
    ['converters from them', /h="function"==typeof t\.converter\?.+?:u(?=;this\._\$Em=e)/, 'h=u'],
    [
      'defaults that come back',
      'const r=h.fromAttribute(s,t.type);this[e]=r??this._$Ej?.get(e)??r,',
      'this[e]=h.fromAttribute(s,t.type),',
    ],
    ['defaults not reflected', /\|\|i\.useDefault&&i\.reflect&&h===.+?\(t,i\)\)/, ''],
    ['keeping them', /i&&!\(this\._\$Ej.+?void 0!==r\)\|\|\(/, '('],
    ['telling them apart', 'this.hasUpdated||i||', 'this.hasUpdated||'],
    ['asking for them', 'useDefault:!1,', ''],
    [
      'a style that comes twice',
      /static finalizeStyles\(s\)\{.+?return i\}/,
      'static finalizeStyles(s){return[s??[]].flat(1/0)}',
    ],
    ['properties named by symbols', '[...r(t),...o(t)]', 'r(t)'],
    ['controllers that go', 'removeController(t){this._$EO?.delete(t)}', ''],
    ['skipping an update', 'shouldUpdate(t){return!0}', ''],
    ['asking whether to', /t=this\.shouldUpdate\(s\),t\?\((.+?)\):this\._\$EM\(\)/, '$1,t=!0'],
    ['scheduling', 'scheduleUpdate(){return this.performUpdate()}', ''],
    ['waiting for it', 'const t=this.scheduleUpdate();return null!=t&&await t,', 'this.performUpdate();return '],
    ['declared shadow roots', 'this.shadowRoot??', ''],
    ['kinds of them', 'this.constructor.shadowRootOptions', '{mode:"open"}'],
    ['the usual kind', 'y.shadowRootOptions={mode:"open"},', ''],
    ['making one early', 'this.renderRoot??=this.createRenderRoot(),this._$Ep', 'this._$Ep'],
    ['waiting for more', 'this.getUpdateComplete()}getUpdateComplete(){return ', ''],
  ],
  'lit-html/lit-html.js': [
    ['polyfills', /,B=t\.litHtmlPolyfillSupport;.+?\.push\("[\d.]+"\);/, ';'],
    ['svg and mathml', /l=2===i\?"<svg>":3===i\?"<math>":""/, 'l=""'],
    ['their ends', '+(2===i?"</svg>":3===i?"</math>":"")', ''],
    ['their wrapping', /,2===i\|\|3===i\)\{.+?\}(?=for\(;null!==\(r=P)/, ');'],
    ['what was around it', /if\((this\.el=.+?content)\);/, '$1;'],
    ['forged templates', /if\(!u\(t\)\|\|!t\.hasOwnProperty\("raw"\)\)throw .+?;/, ''],
    ['bindings in comments', /else\{let t=-1;for\(;-1!==\(t=r\.data\.indexOf.+?\}(?=l\+\+)/, ''],
    ['finding those in tags', 'else t.startsWith(o)&&(d.push({type:6,index:l}),r.removeAttribute(t));', ''],
    ['their parts', /1===r\.type\?(i=new r\.ctor\(.+?\)):6===r\.type&&.+?\)(?=,this)/, '$1'],
    ['their class', /class Z\{.+?\}(?=const j=)/, ''],
    ['its name', ',F:Z}', '}'],
    ['compiled templates', /"number"==typeof s\?(this\._\$AC\(t\)):\(.+?,s\)/, '$1'],
    ['nodes of other documents', '(t?.creationScope??l)', 'l'],
    ['options of listeners', '||t.capture!==s.capture||t.once!==s.once||t.passive!==s.passive', ''],
    [
      'listeners that are objects',
      /"function"==typeof this\._\$AH\?.+?handleEvent\(t\)/,
      'this._$AH.call(this.options.host,t)',
    ],
    ['directives that wait', 'setConnected(t){void 0===this._$AM&&(this._$Cv=t,this._$AP?.(t))}', ''],
    ['telling them', 'this._$AP?.(!1,!0,s)', ''],
    ['whether they may', ',this._$Cv=e?.isConnected??!0', ''],
    ['asking for that', 'get _$AU(){return this._$AM?._$AU??this._$Cv}', ''],
    ['asking others', /get _\$AU\(\)\{return this\._\$AM\._\$AU\}/g, ''],
    ['their list', /this\._\$AN=void 0,/g, ''],
    ['stopping them', 'h?._$AO?.(!1),', ''],
    ['several in an attribute', 'void 0!==e?s._$Co?.[e]:s._$Cl', 's._$Cl'],
    ['keeping several', 'void 0!==e?(s._$Co??=[])[e]=h:s._$Cl=h', 's._$Cl=h'],
    [
      'bindings in script, style, textarea and title',
      /if\(y\.test\(r\.tagName\)\)\{.+?r\.append\(t\[i\],c\(\)\)\}\}/,
      '',
    ],
    ['seeing where those begin', '(y.test(u[2])&&(n=RegExp("</"+u[2],"g")),c=p)', 'c=p'],
    ['where they end', 'c=n??v', 'c=v'],
    ['and what is after them', '(c=p,n=void 0)', 'c=p'],
    ['what only they read', 'get startNode(){return this._$AA}get endNode(){return this._$AB}', ''],
    ['and in tags', 'get tagName(){return this.element.tagName}', ''],
    [
      'where to render',
      /const e=s\?\.renderBefore\?\?i;.+?return h\._\$AI\(t\),h/,
      '(i._$litPart$??=new k(i.appendChild(c()),null,void 0,s))._$AI(t)',
    ],
  ],
  'lit-element/lit-element.js': [
    ['server rendering', /,s\.litElementHydrateSupport.+?;/, ';'],
    ['polyfills', /o\?\.\(.+?;/, ''],
    ['marks for others', 'i._$litElement$=!0,i["finalized"]=!0;', ''],
    ['version', /\(s\.litElementVersions.+?;/, ''],
    ['directives that wait', 'this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),', ''],
    ['telling them', /connectedCallback\(\)\{.+?setConnected\(!1\)\}/, ''],
    ['who tells them', ',this._$Do=void 0', ''],
    ['and where', 'this._$Do=e(', 'e('],
    ['where to render', /createRenderRoot\(\)\{.+?,t\}/, ''],
  ],
};

/** What PeerJS has besides media calls between peers whose ids, address and ticket are given, and its words for errors: nobody listens. */
const PEERJS = {
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
    ['a warning with a value', /return \(0, \$257947e92926277a\$export\$2e2bcd8739ae039\)\.error\(.+\);/, 'return;'],
    // `debug` stays 0: it never prints. A pure call whose value nobody takes is dropped, with the texts in it.
    ['logging', /\(0, \$257947e92926277a\$export\$2e2bcd8739ae039\)\.(log|warn|error)\(/g, '/*#__PURE__*/ $&'],
    ['data connections', /this\._serializers = \{\s+raw: .+?\}, /s, ''],
    ['what keeps them', /static #_ = this\.ID_PREFIX = "dc_";\s+static #_2 = .+/, ''],
    ['their re-export', /\$parcel\$export\(\$78455.*\n/g, ''],
    [
      'tools: a probe by the servers of PeerJS, and more',
      /= (?=new \$4f4134156c446392\$export\$f8f26dd395d7e1bd)/,
      '= /*#__PURE__*/ ',
    ],
    [
      'the one of them in use',
      /\(0, \$4f4134156c446392\$export\$7debb50ef11d5e0b\)(?=\.randomToken\(\);)/,
      '({ randomToken: $0e5fd1585784c252$export$4e61f672936bec77 })',
    ],
    [
      'calls for data',
      / else if \(payload\.type === \(0, \$78455e22dea96b8c\$export\$3157d57b4135e3bc\)\.Data\) \{.+?\} else \{/s,
      ' else {',
    ],
    ['calling for data', /connect\(peer, options = \{\}\) \{.+?return dataConnection;\s+\}/s, ''],
    ['offering data', /if \(this\.connection\.type === \(0, [\w$]+\)\.Data\) \{.+?\};\s+\}/s, ''],
    [
      'servers, ids and options of its own',
      /let userId;.+?this\._initialize\(userId\);\s+else [^\n]+/s,
      `if (!options.path.endsWith('/')) options.path += '/';
        this._options = options;
        this._socket = this._createServerConnection();
        this._initialize(id);`,
    ],
    ['a list of peers', /listAllPeers\(cb = .+?\n {4}\}/s, ''],
    ['a list of connections', /get connections\(\) \{.+?\n {4}\}/s, ''],
    ['reasons not to connect again', / else if \(this\.destroyed\) throw .+?from the server!`\);/s, ''],
    ['telling of errors', /[\w.]+\.emitError\(.+\);/g, ''],
    ['that they happened', /emitError\(type, err\) \{.+?\n {4}\}/s, ''],
    ['notes to a call', /,\s+metadata: (?:this\.connection|payload)\.metadata/g, ''],
    ['and keeping them', 'this.metadata = options.metadata;', ''],
    ['ending later', /_delayedAbort\(type, message\) \{.+?\n {4}\}/s, ''],
    ['its own key', /static #_ = this\.DEFAULT_KEY = "peerjs";/, ''],
    ['the sound we know', /get localStream\(\) \{.+?\n {4}\}/s, ''],
    ['the sound that has come', /get remoteStream\(\) \{.+?\n {4}\}/s, ''],
    ['what they were', /this\._abort\((?=.*\d).+\);/g, 'this._abort();'],
    ['closing what fails, which we repair', /peerConnection\.oniceconnectionstatechange = \(\)=>\{.+?\n {8}\};/s, ''],
    ['events of a socket that never come', /socket\.on\(\(0, [\w$]+\)\.(?:Error|Close), .+?\}\);/gs, ''],
    ['waiting for an id', /this\._messagesQueue = \[\]/, '0'],
    ['what waited', /_sendQueuedMessages\(\) \{.+?\n {4}\}/s, ''],
    ['sending it', 'this._sendQueuedMessages();', ''],
    ['putting it there', /if \(!this\._id\) \{.+?(?=if \(!this\._wsOpen)/s, ''],
    ['sound as it is', /if \(this\.connection\.options\.sdpTransform && .+?\) (\w+\.sdp = .+?) \|\| \w+\.sdp;/g, '$1;'],
    ['media or not', /this\.connection\.type === \(0, [\w$]+\)\.Media && /, ''],
    ['the same where it comes', /if \(connection\.type === \(0, [\w$]+\)\.Media\) (?=\{\s+const mediaConnection)/, ''],
    ['browsers without tracks', /if \(!peerConnection\.addTrack\) return.*;/, ''],
    ['closing only what is open', /const peerConnectionNotClosed.+?\|\| dataChannelNotClosed\) /s, ''],
    [
      'what fails in what may fail',
      /try (\{\s+await peerConnection\.setLocalDescription.+?\n {12}\}) catch \(err\) \{.+?\n {12}\}/gs,
      '$1',
    ],
    // Objects instead of functions that make them: their values go where they are used.
    ['enums, their beginnings', /\/\*#__PURE__\*\/ function\(\w+Type\) \{/g, '{'],
    ['their values', / \w+Type\["(\w+)"\] = (".+?");/g, ' $1: $2,'],
    ['their ends', /^ {4}return \w+Type;\n\}\(\{\}\);/gm, '};'],
  ],
};

/** @type {Record<string, Cut[]>} */
const CUTS = { ...LIT, ...PEERJS };

/** In a template they would need what is cut. */
const RAW_TEXT = /<(?:script|style|textarea|title)\b[^<]*\$\{/;

export const slim = {
  name: 'slim',
  /** @param {string} code @param {string} id */
  transform(code, id) {
    if (id.includes('/widget/elements/') && RAW_TEXT.test(code))
      throw new Error(`rollup.slim.mjs: ${id} has a binding in an element whose bindings are cut`);
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
