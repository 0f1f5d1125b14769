/**
 * Whether the network is back, asked by STUN over UDP. Not by the sockets that wait for it: a SYN that was lost is sent again ever more
 * seldom, and a page whose sockets fail is made to wait (RFC 6455 7.2.3): by Chromium for up to five seconds after some sixteen in three
 * minutes, by Firefox for up to a minute. Nor by `fetch`, which in Chromium goes on with the connection attempt of the last one.
 */
import type { CallEnvironment } from './call-environment.ts';
import { gather } from './diagnosis/ice-checks.ts';

const TCP = /^(stun|turn)s:|[?&]transport=tcp/i;

/** Those that can be asked over UDP. A relay answers as a STUN server does (RFC 8656 13), and who uses relays only asks no other. */
export function stunUrls({ iceServers = [], iceTransportPolicy }: RTCConfiguration): string[] {
  return iceServers
    .flatMap(({ urls }) => urls)
    .filter((url) => !TCP.test(url) && (iceTransportPolicy !== 'relay' || /^turn:/i.test(url)))
    .map((url) => url.replace(/^turn:([^?]*).*/i, 'stun:$1'));
}

/** Resolves after `ms` at the latest; to null, then, if there is nobody to ask. */
export async function networkAnswers(
  environment: CallEnvironment,
  configuration: RTCConfiguration,
  ms: number,
): Promise<boolean | null> {
  const urls = stunUrls(configuration);
  const timeUp = new Promise<boolean | null>((resolve) => {
    environment.after(ms, () => resolve(urls.length ? false : null));
  });
  if (!urls.length) return timeUp;
  const over = new AbortController();
  const answered = gather(environment, 'stun', [{ urls }], over.signal).then(() => true);
  // What fails at once, as without any network, is asked again no sooner.
  const answer = await Promise.race([answered.catch(() => timeUp), timeUp]);
  over.abort();
  return answer;
}
