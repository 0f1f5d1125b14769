import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tuneOpus } from './sdp.ts';

const lines = (...text: string[]) => `${text.join('\r\n')}\r\n`;
const HEAD = ['v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 111 63', 'a=rtpmap:111 opus/48000/2'];
const TAIL = ['a=rtpmap:63 red/48000/2', 'a=fmtp:63 111/111', 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel'];

test('sets bitrate, DTX and FEC and keeps the rest of the line and of the description', () => {
  const tuned = tuneOpus(lines(...HEAD, 'a=fmtp:111 minptime=10;useinbandfec=0', ...TAIL));
  const fmtp = 'a=fmtp:111 minptime=10;useinbandfec=1;maxaveragebitrate=24000;usedtx=1';
  assert.equal(tuned, lines(...HEAD, fmtp, ...TAIL));
});

test('adds the line when there is none', () => {
  const fmtp = 'a=fmtp:111 maxaveragebitrate=24000;usedtx=1;useinbandfec=1';
  assert.equal(tuneOpus(lines(...HEAD, ...TAIL)), lines(...HEAD, fmtp, ...TAIL));
});

test('is the same applied twice, and leaves a description without Opus alone', () => {
  const tuned = tuneOpus(lines(...HEAD, ...TAIL));
  assert.equal(tuneOpus(tuned), tuned);
  const without = lines('v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 0', 'a=rtpmap:0 PCMU/8000');
  assert.equal(tuneOpus(without), without);
});
