import { createHmac } from 'node:crypto';
import type { IceGrant, IceServer } from '../../protocol/rest.ts';
import type { Clock } from '../clock.ts';

/** Clients ask again when half of it is over. */
const CREDENTIAL_LIFE_S = 24 * 3600;

interface Deps {
  stunUrls: string[];
  turnUrls: string[];
  /** coturn's `static-auth-secret`. */
  turnSecret: string | undefined;
  clock: Clock;
}

export type IceService = ReturnType<typeof createIceService>;

/** STUN and TURN servers. TURN credentials are time-limited (draft-uberti-behave-turn-rest, coturn's `use-auth-secret`). */
export function createIceService({ stunUrls, turnUrls, turnSecret, clock }: Deps) {
  return {
    /** `id` names who relays, for the TURN server's log. */
    grant(id: string): IceGrant {
      const servers: IceServer[] = stunUrls.length ? [{ urls: stunUrls }] : [];
      if (turnUrls.length && turnSecret) {
        const username = `${Math.floor(clock().getTime() / 1000) + CREDENTIAL_LIFE_S}:${id}`;
        const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
        servers.push({ urls: turnUrls, username, credential });
      }
      return { iceServers: servers, iceServersTtlS: CREDENTIAL_LIFE_S };
    },
  };
}
