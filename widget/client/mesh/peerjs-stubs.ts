/**
 * Stands in for the two dependencies of PeerJS that a call does not need: webrtc-adapter (for browsers of before 2020) and
 * peerjs-js-binarypack (for binary data connections). Bundler and test runner alias both to this file: 23 kB become 9.
 */

/** peerjs-js-binarypack. */
export function pack(): never {
  throw new Error('peerjs-js-binarypack is left out: use JSON serialization');
}

export const unpack = pack;

/** webrtc-adapter: PeerJS asks it which browser this is, and only to tell whether that is too old. */
export default { browserDetails: { browser: 'chrome', version: 999 } };
