import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asAnswer, hasRed, shapeSending } from './send-shape.ts';

const lines = (...text: string[]) => `${text.join('\r\n')}\r\n`;
const TAIL = ['a=fmtp:111 minptime=10;useinbandfec=1', 'a=rtpmap:63 red/48000/2', 'a=fmtp:63 111/111'];
const chromium = (types: string, ...ptime: string[]) =>
  lines(
    'v=0',
    `m=audio 9 UDP/TLS/RTP/SAVPF ${types}`,
    'a=setup:actpass',
    'a=rtpmap:111 opus/48000/2',
    ...ptime,
    ...TAIL,
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'a=setup:actpass',
  );
const PLAIN = chromium('111 63 9 0');
const FIREFOX = lines('v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 109 9 0', 'a=rtpmap:109 opus/48000/2');

test('RED stands before Opus, and after it again; the packet time comes and goes', () => {
  assert.equal(shapeSending(PLAIN, { packetMs: 20, red: false }), PLAIN);
  const redundant = shapeSending(PLAIN, { packetMs: 60, red: true });
  assert.equal(redundant, chromium('63 111 9 0', 'a=ptime:60'));
  assert.equal(shapeSending(redundant, { packetMs: 60, red: true }), redundant);
  assert.equal(shapeSending(redundant, { packetMs: 40, red: false }), chromium('111 63 9 0', 'a=ptime:40'));
  assert.equal(shapeSending(redundant, { packetMs: 20, red: false }), PLAIN);
});

test('where there is no RED there is none; without Opus nothing is asked for', () => {
  assert.deepEqual([PLAIN, FIREFOX].map(hasRed), [true, false]);
  assert.equal(shapeSending(FIREFOX, { packetMs: 20, red: true }), FIREFOX);
  const without = lines('v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 0', 'a=rtpmap:0 PCMU/8000');
  assert.equal(shapeSending(without, { packetMs: 60, red: true }), without);
});

test('an offer that was answered becomes an answer: its sender takes the part in DTLS that we left', () => {
  const role = (part: string) => PLAIN.replaceAll('actpass', part);
  assert.equal(asAnswer(PLAIN, role('active')), role('passive'));
  assert.equal(asAnswer(PLAIN, role('passive')), role('active'));
  assert.equal(asAnswer(role('active'), PLAIN), role('active'), 'it was an answer');
});
