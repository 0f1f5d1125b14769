import type { IceServer } from '../../../protocol/rest.ts';
import type { CallDevices } from '../call-environment.ts';
import { RoomError } from '../errors.ts';
import type { CheckName } from './check.ts';

type Connections = Pick<CallDevices, 'createConnection'>;
export type IceKind = Extract<CheckName, 'stun' | `turn-${string}`>;

/** STUN error codes of a TURN server that knows us not, or not so (RFC 8489, 8656). 701 and above are the browser's own. */
const REFUSALS = [401, 403, 438, 441];

function kindOf(url: string): IceKind {
  if (/^stuns?:/i.test(url)) return 'stun';
  if (/^turns:/i.test(url)) return 'turn-tls';
  return /[?&]transport=tcp/i.test(url) ? 'turn-tcp' : 'turn-udp';
}

/** The servers by the way they are reached, each with the addresses of that way only. */
export function iceKinds(servers: readonly IceServer[]): Map<IceKind, IceServer[]> {
  const kinds = new Map<IceKind, IceServer[]>();
  for (const server of servers)
    for (const [kind, urls] of Map.groupBy(server.urls, kindOf))
      kinds.set(kind, [...(kinds.get(kind) ?? []), { ...server, urls }]);
  return kinds;
}

/**
 * Resolves when one of the servers gave an address. A browser leaves out an address from outside that is also its own: then gathering
 * ends at once without a complaint, where a silent server holds it up for longer than we wait. Without any address of its own it has no
 * network, and nobody to complain of.
 */
export async function gather(
  { createConnection }: Connections,
  kind: IceKind,
  iceServers: IceServer[],
  over: AbortSignal,
): Promise<void> {
  const wanted = kind === 'stun' ? 'srflx' : 'relay';
  const connection = createConnection({ iceServers, iceTransportPolicy: kind === 'stun' ? 'all' : 'relay' });
  over.addEventListener('abort', () => connection.close());
  return new Promise((resolve, reject) => {
    let complained = false;
    let isOnline = false;
    connection.onicecandidate = ({ candidate }) => {
      isOnline ||= candidate?.type === 'host';
      if (candidate?.type === wanted) resolve();
    };
    connection.onicecandidateerror = ({ errorCode }) => {
      complained = true;
      if (REFUSALS.includes(errorCode)) reject(new RoomError('turn_credentials_refused'));
    };
    connection.onicegatheringstatechange = () => {
      if (connection.iceGatheringState !== 'complete') return;
      if (kind === 'stun' && isOnline && !complained) resolve();
      else reject(new RoomError(kind === 'stun' ? 'stun_unreachable' : 'turn_unreachable'));
    };
    connection.createDataChannel('');
    connection.setLocalDescription().catch(reject);
  });
}

/** Resolves when two connections of this page have reached each other through the relays. */
export async function loop(
  { createConnection }: Connections,
  iceServers: IceServer[],
  over: AbortSignal,
): Promise<void> {
  const [here, there] = [0, 1].map(() => createConnection({ iceServers, iceTransportPolicy: 'relay' }));
  if (!here || !there) return;
  over.addEventListener('abort', () => {
    here.close();
    there.close();
  });
  for (const [from, to] of [
    [here, there],
    [there, here],
  ] as const)
    from.onicecandidate = ({ candidate }) => void (candidate && to.addIceCandidate(candidate).catch(() => {}));
  const opened = new Promise<void>((resolve) => {
    here.createDataChannel('').onopen = () => resolve();
  });
  // Each knows the other's description before candidates come.
  const offer = await here.createOffer();
  await there.setRemoteDescription(offer);
  await here.setLocalDescription(offer);
  const answer = await there.createAnswer();
  await here.setRemoteDescription(answer);
  await there.setLocalDescription(answer);
  await opened;
}
