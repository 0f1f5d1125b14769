import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { isPublicAddress, literalAddress, NOT_PUBLIC, publicLookup } from './public-address.ts';

const PUBLIC = ['1.1.1.1', '8.8.8.8', '93.184.216.34', '100.63.255.255', '100.128.0.0', '172.15.0.1', '172.32.0.1'];
const PUBLIC6 = ['2606:4700::1111', '2a00:1450:4001:81b::200e', '2001:4860:4860::8888'];
const SPECIAL = {
  'this network': ['0.0.0.0', '0.1.2.3'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fd12:3456::1', 'fc00::1', 'fec0::1'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  unspecified: ['::'],
  'link-local': ['169.254.0.1', 'fe80::1', 'fe80::1%eth0'],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.255'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  'reserved and broadcast': ['240.0.0.1', '255.255.255.255'],
  'documentation and benchmarks': ['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '2001:db8::1', '3fff::1'],
  metadata: ['169.254.169.254', '100.100.100.200', '192.0.0.192', '168.63.129.16', 'fd00:ec2::254'],
  'IPv4 in IPv6': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::127.0.0.1'],
  NAT64: ['64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::1'],
  'Teredo and 6to4': ['2001::1', '2002:7f00:1::1', '192.88.99.1'],
  'no address': ['', 'localhost', '127.1', '8.8.8', '8.8.8.8.', '0x08080808'],
};

test('addresses of the public internet, and no others', () => {
  for (const address of [...PUBLIC, ...PUBLIC6]) assert.ok(isPublicAddress(address), address);
  for (const [kind, addresses] of Object.entries(SPECIAL)) {
    for (const address of addresses) assert.equal(isPublicAddress(address), false, `${kind}: ${address}`);
  }
});

test('a literal address in a URL is seen, however it is written', () => {
  const spelt = [
    '127.0.0.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '[::ffff:127.0.0.1]',
    '[::1]',
    '０x7f.1',
  ];
  for (const host of spelt) {
    const address = literalAddress(new URL(`http://${host}/`));
    assert.ok(address && !isPublicAddress(address), host);
  }
  assert.equal(literalAddress(new URL('https://example.com/')), null);
});

function resolver(addresses: Record<string, string[]>): LookupFunction {
  const records = (name: string): LookupAddress[] =>
    (addresses[name] ?? []).map((address) => ({ address, family: isIP(address) }));
  return (name, _options, callback) => callback(null, records(name));
}

test('a name resolves only when all its addresses are public', async () => {
  const lookup = publicLookup(
    resolver({
      good: ['1.1.1.1', '2606:4700::1111'],
      bad: ['10.0.0.1'],
      mixed: ['1.1.1.1', '127.0.0.1'],
      none: [],
    }),
  );
  const all = (name: string) =>
    new Promise((resolve, reject) => {
      lookup(name, { all: true }, (error, found) => (error ? reject(error) : resolve(found)));
    });
  assert.deepEqual(await all('good'), [
    { address: '1.1.1.1', family: 4 },
    { address: '2606:4700::1111', family: 6 },
  ]);
  const one = promisify(
    lookup as (name: string, options: object, done: (error: Error | null, a: string) => void) => void,
  );
  assert.equal(await one('good', {}), '1.1.1.1');
  for (const name of ['bad', 'mixed', 'none']) await assert.rejects(all(name), { code: NOT_PUBLIC });
});
