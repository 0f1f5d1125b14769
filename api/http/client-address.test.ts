import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientAddress } from './client-address.ts';

const CASES: [trustProxy: number, forwarded: string | undefined, address: string][] = [
  [0, undefined, '10.0.0.1'],
  [0, '192.0.2.1', '10.0.0.1'],
  [1, undefined, '10.0.0.1'],
  [1, '', '10.0.0.1'],
  [1, '192.0.2.1', '192.0.2.1'],
  [1, 'made up, 192.0.2.1', '192.0.2.1'],
  [2, 'made up, 192.0.2.1, 192.0.2.2', '192.0.2.1'],
];

for (const [trustProxy, forwarded, address] of CASES) {
  test(`${forwarded ?? 'nothing forwarded'} behind ${trustProxy} proxies is ${address}`, () => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    assert.equal(clientAddress({ headers, socket: { remoteAddress: '10.0.0.1' } }, trustProxy), address);
  });
}
