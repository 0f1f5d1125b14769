import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { ipBytes } from './ip-bytes.ts';
import { answerBindingRequest, readBindingRequest, xorAddress } from './stun-message.ts';

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');
const TRANSACTION = hex('b7e7a701 bc34d686 fa87dfae');
const SOURCE = { address: '192.0.2.1', port: 32853 };

/** RFC 5769, section 2.1: an ICE connectivity check. */
const REQUEST = hex(`
  00010058 2112a442 b7e7a701 bc34d686 fa87dfae 80220010 5354554e 20746573 7420636c 69656e74 00240004 6e0001ff
  80290008 932ff9b1 51263b36 00060009 6576746a 3a683676 59202020 00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249
  c1b571a2 80280004 e57a3bcf`);
/** RFC 5769, sections 2.2 and 2.3. */
const RESPONSES = [
  {
    source: SOURCE,
    bytes: hex(`
      0101003c 2112a442 b7e7a701 bc34d686 fa87dfae 8022000b 74657374 20766563 746f7220 00200008 0001a147 e112a643
      00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7 80280004 c07d4c96`),
  },
  {
    source: { address: '2001:db8:1234:5678:11:2233:4455:6677', port: 32853 },
    bytes: hex(`
      01010048 2112a442 b7e7a701 bc34d686 fa87dfae 8022000b 74657374 20766563 746f7220 00200014 0002a147 0113a9fa
      a5d3f179 bc25f4b5 bed2b9d9 00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41 80280004 c8fb0b4c`),
  },
];

/** A request with these attributes, each `[type, value]`. */
function request(attributes: [number, string][] = [], withFingerprint = false): Buffer {
  const parts = attributes.map(([type, value]) => {
    const bytes = Buffer.from(value);
    const head = Buffer.alloc(4);
    head.writeUInt16BE(type);
    head.writeUInt16BE(bytes.length, 2);
    return Buffer.concat([head, bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  });
  const body = Buffer.concat(parts);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length + (withFingerprint ? 8 : 0));
  const message = Buffer.concat([hex('0001'), length, hex('2112a442'), TRANSACTION, body]);
  if (!withFingerprint) return message;
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE((crc32(message) ^ 0x5354554e) >>> 0);
  return Buffer.concat([message, hex('80280004'), crc]);
}

describe('the vectors of RFC 5769', () => {
  test('are what the RFC says', () => {
    for (const vector of [REQUEST, ...RESPONSES.map(({ bytes }) => bytes)]) {
      const signed = Buffer.from(vector.subarray(0, -32));
      signed.writeUInt16BE(vector.length - 28, 2);
      const integrity = createHmac('sha1', 'VOkJxbRl1RmTxUk/WvJxBt').update(signed).digest();
      assert.deepEqual(vector.subarray(-28, -8), integrity);
    }
  });

  test('the request is read; a STUN server does not know PRIORITY', () => {
    assert.deepEqual(readBindingRequest(REQUEST), {
      transactionId: TRANSACTION,
      unknown: [0x0024],
      fingerprint: true,
    });
  });

  for (const { source, bytes } of RESPONSES) {
    test(`${source.address} is written as in the answer`, () => {
      const at = bytes.indexOf(hex('0020'), 20);
      const value = xorAddress(source, TRANSACTION);
      assert.deepEqual(bytes.subarray(at + 4, at + 4 + value.length), value);
    });
  }
});

describe('the answer', () => {
  test('is the address, with a FINGERPRINT when there was one', () => {
    const plain = readBindingRequest(request());
    assert.ok(plain);
    const address = hex('00200008 0001a147 e112a643');
    assert.deepEqual(
      answerBindingRequest(plain, SOURCE),
      Buffer.concat([hex('0101000c 2112a442'), TRANSACTION, address]),
    );

    const marked = readBindingRequest(request([], true));
    assert.ok(marked);
    const answer = answerBindingRequest(marked, SOURCE);
    assert.equal(answer.readUInt16BE(2), answer.length - 20);
    assert.equal(answer.readUInt32BE(answer.length - 4), (crc32(answer.subarray(0, -8)) ^ 0x5354554e) >>> 0);
  });

  test('is 420 naming once each what must be understood and is not', () => {
    const read = readBindingRequest(
      request([
        [0x0003, 'abcd'],
        [0x8022, 'some software'],
        [0x0024, 'abcd'],
        [0x0003, 'abcd'],
        [0x0006, 'user'],
        [0x0024, 'x'],
        [0x0025, ''],
      ]),
    );
    assert.ok(read);
    const body = hex('00090004 00000414 000a0006 00030024 00250000');
    assert.deepEqual(answerBindingRequest(read, SOURCE), Buffer.concat([hex('01110014 2112a442'), TRANSACTION, body]));
  });

  test('does not care what stands after a signature', () => {
    const signature = 'x'.repeat(20);
    const attributes: [number, string][] = [
      [0x0008, signature],
      [0x0024, 'abcd'],
    ];
    assert.deepEqual(readBindingRequest(request(attributes))?.unknown, []);
  });
});

const cookieless = Buffer.concat([hex('00010000 00000000'), TRANSACTION]);
const altered = (at: number, value: number) => {
  const message = request([[0x8022, 'abcd']], true);
  message.writeUInt8(value, at);
  return message;
};
const SILENCE: Record<string, Buffer> = {
  nothing: Buffer.alloc(0),
  'half a header': request().subarray(0, 12),
  'an indication': Buffer.concat([hex('0011'), request().subarray(2)]),
  'an answer': Buffer.concat([hex('0101'), request().subarray(2)]),
  'another method (Allocate)': Buffer.concat([hex('0003'), request().subarray(2)]),
  'a client of RFC 3489': cookieless,
  'a wrong length': altered(3, 8),
  'an attribute that is longer than the message': altered(23, 200),
  'a wrong FINGERPRINT': altered(24, 0),
  'a FINGERPRINT that is not the last': request([
    [0x8028, 'abcd'],
    [0x8022, 'abcd'],
  ]),
  'more than a datagram': request([[0x8022, 'x'.repeat(540)]]),
};
for (const [name, datagram] of Object.entries(SILENCE)) {
  test(`${name} gets no answer`, () => assert.equal(readBindingRequest(datagram), null));
}

describe('whatever comes', () => {
  const attributes = fc.array(fc.tuple(fc.integer({ min: 0, max: 0xffff }), fc.string({ maxLength: 12 })), {
    maxLength: 12,
  });
  const messages = fc
    .tuple(attributes, fc.boolean(), fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 2 }))
    .map(([list, marked, changes]) => {
      const message = request(list, marked);
      for (const [at, value] of changes) if (at < message.length) message.writeUInt8(value, at);
      return message;
    });
  const bytes = fc.uint8Array({ maxLength: 700 }).map((array) => Buffer.from(array));
  const sources = fc.record({ address: fc.oneof(fc.ipV4(), fc.ipV6()), port: fc.integer({ min: 1, max: 65535 }) });

  test('nothing throws, and no answer is more than 24 bytes longer than what was asked', () => {
    let answered = 0;
    fc.assert(
      fc.property(fc.oneof(messages, bytes), sources, (datagram, source) => {
        const read = readBindingRequest(datagram);
        if (!read) return;
        answered += 1;
        const answer = answerBindingRequest(read, source);
        assert.ok(answer.length <= datagram.length + 24);
        assert.equal(answer.readUInt16BE(2), answer.length - 20);
        assert.deepEqual(answer.subarray(8, 20), datagram.subarray(8, 20));
      }),
      { numRuns: 3000 },
    );
    assert.ok(answered > 200, `${answered} were valid`);
  });

  test('random bytes are never a request', () => {
    fc.assert(
      fc.property(bytes, (datagram) => readBindingRequest(datagram) === null),
      { numRuns: 3000 },
    );
  });
});

const ADDRESSES: Record<string, string> = {
  '192.0.2.1': 'c0000201',
  '::ffff:192.0.2.1': 'c0000201',
  '2001:db8::1': '20010db8 00000000 00000000 00000001',
  '::': '00000000 00000000 00000000 00000000',
  'fe80::1%eth0': 'fe800000 00000000 00000000 00000001',
  '64:ff9b::192.0.2.1': '0064ff9b 00000000 00000000 c0000201',
  '1:2:3:4:5:6:7:8': '00010002 00030004 00050006 00070008',
};
for (const [ip, bytes] of Object.entries(ADDRESSES)) {
  test(`${ip} in bytes`, () => assert.deepEqual(ipBytes(ip), hex(bytes)));
}
