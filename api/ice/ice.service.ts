import { createHmac } from 'node:crypto';
import type { IceGrant, IceServer, IceServersAnswer } from '../../protocol/rest.ts';
import type { Clock } from '../clock.ts';

interface Deps {
  stunUrls: string[];
  turnUrls: string[];
  /** coturn's `static-auth-secret`. */
  turnSecret: string | undefined;
  /** How long credentials are good for; clients ask again when half of it is over. */
  turnTtlS: number;
  /** Of the signalling server. */
  peerUrl: string;
  clock: Clock;
}

export type IceService = ReturnType<typeof createIceService>;

/** STUN and TURN servers. TURN credentials are time-limited (draft-uberti-behave-turn-rest, coturn's `use-auth-secret`). */
export function createIceService({ stunUrls, turnUrls, turnSecret, turnTtlS, peerUrl, clock }: Deps) {
  /** `id` names who relays, for the TURN server's log. */
  function grant(id: string): IceGrant {
    const servers: IceServer[] = stunUrls.length ? [{ urls: stunUrls }] : [];
    if (turnUrls.length && turnSecret) {
      const username = `${Math.floor(clock().getTime() / 1000) + turnTtlS}:${id}`;
      const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
      servers.push({ urls: turnUrls, username, credential });
    }
    return { iceServers: servers, iceServersTtlS: turnTtlS };
  }

  return { grant, describe: (id: string): IceServersAnswer => ({ ...grant(id), signalingUrl: peerUrl }) };
}
