import { crc32 } from 'node:zlib';
import { ipBytes } from './ip-bytes.ts';

/** Where a datagram came from. */
export interface Source {
  address: string;
  port: number;
}

/** A Binding request (RFC 8489, section 5). */
export interface BindingRequest {
  /** 12 bytes. */
  transactionId: Buffer;
  /** Attributes that must be understood and are not, each once. */
  unknown: number[];
  /** It carried a FINGERPRINT, so does the answer. */
  fingerprint: boolean;
}

const HEADER_BYTES = 20;
const MAGIC_COOKIE = 0x2112a442;
const FINGERPRINT_XOR = 0x5354554e;
/** The path's MTU is unknown: no honest request is longer (RFC 8489, section 6.1). */
const MAX_BYTES = 548;

const TYPE = { request: 0x0001, success: 0x0101, error: 0x0111 } as const;
const ATTRIBUTE = {
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  unknownAttributes: 0x000a,
  messageIntegritySha256: 0x001c,
  xorMappedAddress: 0x0020,
  fingerprint: 0x8028,
} as const;

/** From here on an attribute may be ignored. */
const COMPREHENSION_OPTIONAL = 0x8000;
/** RFC 8489's own attributes. Nobody needs a password here, so those of authentication are understood and make no difference. */
const UNDERSTOOD: ReadonlySet<number> = new Set([
  0x0001, 0x0006, 0x0008, 0x0009, 0x000a, 0x0014, 0x0015, 0x001c, 0x001d, 0x001e, 0x0020,
]);

/** What a datagram asks; null for everything but a well-formed Binding request. Never throws. */
export function readBindingRequest(datagram: Buffer): BindingRequest | null {
  if (datagram.length < HEADER_BYTES || datagram.length > MAX_BYTES || datagram.length % 4 !== 0) return null;
  if (datagram.readUInt16BE(0) !== TYPE.request) return null;
  if (datagram.readUInt16BE(2) !== datagram.length - HEADER_BYTES) return null;
  if (datagram.readUInt32BE(4) !== MAGIC_COOKIE) return null;

  const request = { transactionId: datagram.subarray(8, HEADER_BYTES), unknown: new Set<number>(), fingerprint: false };
  let signed = false;
  for (let at = HEADER_BYTES; at < datagram.length; ) {
    const type = datagram.readUInt16BE(at);
    const end = at + 4 + padded(datagram.readUInt16BE(at + 2));
    if (end > datagram.length) return null;
    if (type === ATTRIBUTE.fingerprint) {
      if (end !== datagram.length || !isFingerprint(datagram, at)) return null;
      request.fingerprint = true;
    } else if (!signed && type < COMPREHENSION_OPTIONAL && !UNDERSTOOD.has(type)) {
      request.unknown.add(type);
    }
    // What follows a signature is not signed and does not count (section 14.5).
    signed ||= type === ATTRIBUTE.messageIntegrity || type === ATTRIBUTE.messageIntegritySha256;
    at = end;
  }
  return { ...request, unknown: [...request.unknown] };
}

/** The answer, at most 24 bytes longer than the request: where it came from, or 420 with what was not understood. */
export function answerBindingRequest({ transactionId, unknown, fingerprint }: BindingRequest, source: Source): Buffer {
  if (unknown.length === 0) {
    const address = attribute(ATTRIBUTE.xorMappedAddress, xorAddress(source, transactionId));
    return message(TYPE.success, transactionId, [address], fingerprint);
  }
  const names = Buffer.alloc(unknown.length * 2);
  unknown.forEach((type, index) => {
    names.writeUInt16BE(type, index * 2);
  });
  const attributes = [
    attribute(ATTRIBUTE.errorCode, Buffer.from([0, 0, 4, 20])),
    attribute(ATTRIBUTE.unknownAttributes, names),
  ];
  return message(TYPE.error, transactionId, attributes, fingerprint);
}

/** The value of XOR-MAPPED-ADDRESS (section 14.2): proxies that rewrite addresses in passing do not know it for one. */
export function xorAddress({ address, port }: Source, transactionId: Buffer): Buffer {
  const ip = ipBytes(address);
  const mask = Buffer.alloc(4 + transactionId.length);
  mask.writeUInt32BE(MAGIC_COOKIE);
  transactionId.copy(mask, 4);
  const value = Buffer.alloc(4 + ip.length);
  value.writeUInt8(ip.length === 4 ? 1 : 2, 1);
  value.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 2);
  ip.forEach((byte, index) => {
    value.writeUInt8(byte ^ mask.readUInt8(index), 4 + index);
  });
  return value;
}

function message(type: number, transactionId: Buffer, attributes: Buffer[], withFingerprint: boolean): Buffer {
  const body = Buffer.concat(attributes);
  const header = Buffer.alloc(8);
  header.writeUInt16BE(type);
  header.writeUInt16BE(body.length + (withFingerprint ? 8 : 0), 2);
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  const text = Buffer.concat([header, transactionId, body]);
  return withFingerprint ? Buffer.concat([text, attribute(ATTRIBUTE.fingerprint, fingerprintOf(text))]) : text;
}

function attribute(type: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + padded(value.length));
  bytes.writeUInt16BE(type);
  bytes.writeUInt16BE(value.length, 2);
  value.copy(bytes, 4);
  return bytes;
}

function isFingerprint(datagram: Buffer, at: number): boolean {
  if (datagram.readUInt16BE(at + 2) !== 4) return false;
  return fingerprintOf(datagram.subarray(0, at)).equals(datagram.subarray(at + 4, at + 8));
}

/** Section 14.7; the length in the header already counts the FINGERPRINT. */
function fingerprintOf(before: Buffer): Buffer {
  const value = Buffer.alloc(4);
  value.writeUInt32BE((crc32(before) ^ FINGERPRINT_XOR) >>> 0);
  return value;
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}
