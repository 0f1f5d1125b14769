import type { SendSettings } from './adapt.ts';

/** Opus and, where it can be had, RED; as lines of the audio section. */
const OPUS = /^a=rtpmap:(\d+) opus\/48000.*\r\n/im;
const RED = /^a=rtpmap:(\d+) red\/48000.*\r\n/im;
const AUDIO = /^(m=audio \d+ \S+ )(.*)\r\n/m;

/** Whether the side that describes itself so knows RED. */
export const hasRed = (sdp: string) => RED.test(sdp);

/**
 * The other side's description as if it asked for sound to be sent so: RED is used when it stands before Opus, and `ptime` (RFC 8866
 * 6.4) is obeyed. A description that asks for it already comes back as it is; one without RED stays without.
 */
export function shapeSending(sdp: string, { packetMs, red }: Pick<SendSettings, 'packetMs' | 'red'>): string {
  const opus = OPUS.exec(sdp)?.[1];
  if (!opus) return sdp;
  const redundant = RED.exec(sdp)?.[1];
  const ordered = sdp.replace(AUDIO, (line, start: string, types: string) => {
    if (!redundant) return line;
    const pair = red ? [redundant, opus] : [opus, redundant];
    const rest = types.split(' ').filter((type) => !pair.includes(type));
    return `${start}${[...pair, ...rest].join(' ')}\r\n`;
  });
  const bare = ordered.replace(/^a=ptime:.*\r\n/m, '');
  return packetMs === 20 ? bare : bare.replace(OPUS, (line) => `${line}a=ptime:${packetMs}\r\n`);
}

const OTHER_ROLE = { active: 'passive', passive: 'active' } as const;

/** An offer that was answered, as the answer it would have been: its sender's part in DTLS is what we left to it (RFC 8842 5.3). */
export function asAnswer(remote: string, local: string): string {
  const own = /^a=setup:(active|passive)/m.exec(local)?.[1] as keyof typeof OTHER_ROLE | undefined;
  return own ? remote.replace(/^a=setup:actpass/gm, `a=setup:${OTHER_ROLE[own]}`) : remote;
}
