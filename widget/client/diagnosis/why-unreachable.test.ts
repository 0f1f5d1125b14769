import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, reasonIn } from './why-unreachable.ts';

const silent = 'turn_unreachable';
const refused = 'turn_credentials_refused';

for (const [what, answers, reason] of [
  ['nobody to ask', [], null],
  [
    'everything answers',
    [
      ['stun', null],
      ['turn-udp', null],
    ],
    null,
  ],
  [
    'UDP is blocked, and a relay over TLS is not',
    [
      ['stun', 'stun_unreachable'],
      ['turn-udp', silent],
      ['turn-tls', null],
    ],
    null,
  ],
  [
    'UDP is blocked, and there is no other way',
    [
      ['stun', 'stun_unreachable'],
      ['turn-udp', silent],
    ],
    'network_blocked',
  ],
  ['no relay, and STUN is silent', [['stun', 'stun_unreachable']], 'network_blocked'],
  [
    'the relay refuses us',
    [
      ['stun', null],
      ['turn-udp', refused],
      ['turn-tls', silent],
    ],
    refused,
  ],
  [
    'one relay refuses us, another does not',
    [
      ['turn-udp', refused],
      ['turn-tls', null],
    ],
    null,
  ],
] as const satisfies [string, Answer[], string | null][]) {
  test(`${what}: ${reason ?? 'not known here'}`, () => assert.equal(reasonIn(answers), reason));
}
