/** RFC 7587 6.1, asked of the other side: 24 kbit/s is transparent for speech, DTX sends next to nothing in silence, FEC mends loss. */
const OPUS = { maxaveragebitrate: '24000', usedtx: '1', useinbandfec: '1' };

/** Sets the Opus parameters in an offer or answer; everything else stays as it is. */
export function tuneOpus(sdp: string): string {
  const type = /^a=rtpmap:(\d+) opus\/48000/im.exec(sdp)?.[1];
  if (!type) return sdp;
  const line = new RegExp(`^a=fmtp:${type} (.*)$`, 'm');
  const old = line.exec(sdp)?.[1] ?? '';
  const parameters = old
    .split(';')
    .filter(Boolean)
    .map((parameter) => parameter.trim().split('='));
  const tuned = Object.entries({ ...Object.fromEntries(parameters), ...OPUS })
    .map(([name, value]) => `${name}=${value}`)
    .join(';');
  return old
    ? sdp.replace(line, `a=fmtp:${type} ${tuned}`)
    : sdp.replace(new RegExp(`^a=rtpmap:${type} .*$`, 'm'), (found) => `${found}\r\na=fmtp:${type} ${tuned}`);
}
