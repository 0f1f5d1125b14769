import type { CheckName } from '../client/diagnosis/check.ts';
import { section } from './message-section.ts';

/** Every word of the connection check; what is wrong is said by the errors. */
export const diagnosisMessages = section('check', {
  check: 'Check connection',
  title: 'Connection check',
  running: 'Everything a call needs is tried. This takes ten seconds at most.',
  allWell: 'Everything a call needs works.',
  problems: { one: 'One thing does not work.', other: '{count} things do not work.' },
  works: 'Works',
  fails: 'Does not work',
  took: '{ms} ms',
  again: 'Check again',
  close: 'Close',
  names: {
    microphone: 'Microphone',
    autoplay: 'Playing sound',
    api: 'Voice server',
    live: 'Live connection to it',
    signaling: 'Signalling',
    stun: 'Address from outside (STUN)',
    'turn-udp': 'Relay over UDP (TURN)',
    'turn-tcp': 'Relay over TCP (TURN)',
    'turn-tls': 'Relay over TLS (TURN)',
    relay: 'Sound by way of the relay',
  } satisfies Record<CheckName, string>,
});
