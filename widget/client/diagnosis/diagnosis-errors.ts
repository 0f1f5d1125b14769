import type { ErrorTexts } from '../errors.ts';

/** What only `diagnose()` finds out, or looking into why nobody is reached. */
export const DIAGNOSIS_ERRORS = {
  microphone_not_asked: [
    'Your browser has not asked you about the microphone yet.',
    'It will when you join: choose Allow.',
    true,
  ],
  autoplay_blocked: [
    'Your browser holds the sound back.',
    'Click anywhere on this page or press a key: then it plays.',
    true,
  ],
  socket_blocked: [
    'No lasting connection (WebSocket) to the voice server can be made, although it is there.',
    'Try without VPN, proxy or blocker, or another network. The owner of the server must let WebSockets through its proxy.',
    true,
  ],
  stun_unreachable: [
    'The server that tells your address (STUN) does not answer.',
    'Your network may block UDP. Try another network; with a TURN server you are heard nevertheless.',
    true,
  ],
  turn_unreachable: [
    'The relay (TURN server) cannot be reached in this way.',
    'Your network may block it. If it fails everywhere, the owner of the server must check TURN_URLS and its firewall.',
    true,
  ],
  turn_credentials_refused: [
    'The relay (TURN server) refuses our credentials.',
    'The owner of the server must give TURN_SECRET the value of static-auth-secret of the TURN server.',
    false,
  ],
  network_blocked: [
    'Your network blocks voice.',
    'Try another network, or without VPN. If it is so everywhere, the owner of the server must offer TURN over TLS on port 443.',
    true,
  ],
  relay_failed: [
    'The relay (TURN server) lets us in and passes nothing on.',
    'The owner of the server must open the relay ports of the TURN server for UDP, usually 49152 to 65535.',
    false,
  ],
} as const satisfies Record<string, ErrorTexts>;
