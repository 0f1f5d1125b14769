import type { IncomingMessage } from 'node:http';
import { errors, jwtVerify } from 'jose';
import { PEER_CHECK_PATH, PEER_KEY, PEER_PATH, TICKET_AUDIENCE } from '../protocol/peer-messages.ts';
import { Refusal } from './problem.ts';
import type { Ticket, UsedTickets } from './used-tickets.ts';

/** Who was let in: the ticket's peer id, and the one room it may signal in (null: none yet). */
export interface Admitted {
  peerId: string;
  room: string | null;
}

export interface AdmissionOptions {
  /** TOKEN_SECRET: the HS256 key is its UTF-8 bytes. */
  secret: string;
  /** Whether a page of this origin may signal; undefined when the request names none. */
  allowOrigin: (origin: string | undefined) => boolean | Promise<boolean>;
  used: UsedTickets;
  now: () => number;
}

export interface Admission {
  /** Decides over an upgrade request, before the upgrade; null: it only wants to know whether it gets here. Rejects with a Refusal. */
  admit(request: IncomingMessage): Promise<Admitted | null>;
  /** The room that this ticket lets this peer into. Rejects with a Refusal. */
  roomFor(peerId: string, token: string): Promise<string>;
}

/** The address PeerJS 1.5.5 asks for when its `path` is PEER_PATH. */
const SOCKET_PATH = `${PEER_PATH}/peerjs`;

export function createAdmission({ secret, allowOrigin, used, now }: AdmissionOptions): Admission {
  const key = new TextEncoder().encode(secret);

  async function readTicket(token: string): Promise<Admitted & Ticket> {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        audience: TICKET_AUDIENCE,
        requiredClaims: ['iat', 'exp', 'sub', 'jti'],
        currentDate: new Date(now()),
      });
      const { sub: peerId, room = null, jti: id, iat: issuedAt, exp: expiresAt } = payload;
      const isRoom = room === null || (typeof room === 'string' && room !== '');
      if (peerId && isRoom && id && issuedAt && expiresAt) return { peerId, room, id, issuedAt, expiresAt };
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) {
        throw new Refusal('token_expired', 'The signalling ticket has expired; ask for a new one.', { cause });
      }
      throw new Refusal('token_invalid', 'The signalling ticket is not valid.', { cause });
    }
    throw new Refusal('token_invalid', 'The signalling ticket names no peer, or what is no room.');
  }

  /** Admits once. */
  async function redeem(token: string, to: string): Promise<string | null> {
    const { peerId, room, ...ticket } = await readTicket(token);
    if (peerId !== to) throw new Refusal('forbidden', 'The ticket is for another peer id.');
    if (!(await used.take(ticket)))
      throw new Refusal('token_used', 'A signalling ticket admits once; ask for a new one.');
    return room;
  }

  async function admit(request: IncomingMessage): Promise<Admitted | null> {
    // The query alone matters; the base makes the path a URL.
    const url = URL.parse(request.url ?? '', 'ws://peer');
    const isCheck = url?.pathname === PEER_PATH + PEER_CHECK_PATH;
    if (!url || (url.pathname !== SOCKET_PATH && !isCheck))
      throw new Refusal('not_found', `Signalling lives at ${SOCKET_PATH}.`);
    if (!(await allowOrigin(request.headers.origin))) {
      throw new Refusal('origin_not_allowed', 'Pages of this origin may not use this server.');
    }
    if (isCheck) return null;
    const query = url.searchParams;
    const id = query.get('id');
    if (query.get('key') !== PEER_KEY || !id) throw new Refusal('bad_request', 'key and id are required.');
    const token = query.get('token');
    if (!token) throw new Refusal('unauthenticated', 'A signalling ticket is required.');
    return { peerId: id, room: await redeem(token, id) };
  }

  return {
    admit,
    async roomFor(peerId, token) {
      const room = await redeem(token, peerId);
      if (room === null) throw new Refusal('token_invalid', 'The signalling ticket names no room.');
      return room;
    },
  };
}
