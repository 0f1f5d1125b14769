import { createHmac } from 'node:crypto';
import type { IceGrant, IceServer, IceServersAnswer } from '../../protocol/rest.ts';
import type { Actor } from '../auth/actor.ts';
import type { Clock } from '../clock.ts';

/** How long TURN credentials are good for that anybody may have. */
const VISITOR_TURN_TTL_S = 120;

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
  /** `id` names who relays, for the TURN server's log and its quotas. */
  function grant(id: string, ttlS = turnTtlS): IceGrant {
    const servers: IceServer[] = stunUrls.length ? [{ urls: stunUrls }] : [];
    if (turnUrls.length && turnSecret) {
      const username = `${Math.floor(clock().getTime() / 1000) + ttlS}:${id}`;
      const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
      servers.push({ urls: turnUrls, username, credential });
    }
    return { iceServers: servers, iceServersTtlS: ttlS };
  }

  return {
    grant,

    /** For who asks outside of a join. Anybody may: without a stay or a token there is enough time to find out whether a relay works. */
    describe(actor: Actor): IceServersAnswer {
      const isAnybody = actor.kind === 'visitor' || actor.kind === 'open';
      const id = actor.kind === 'participant' ? actor.participantId : actor.kind;
      return { ...grant(id, isAnybody ? Math.min(VISITOR_TURN_TTL_S, turnTtlS) : turnTtlS), signalingUrl: peerUrl };
    },
  };
}
