import { isSlug } from '../../protocol/guards.ts';
import type { JoinToken } from '../../protocol/rest.ts';
import { type Actor, DEFAULT_SITE, siteOf } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import { ApiError } from '../http/errors.ts';
import type { RoomsService } from '../rooms/rooms.service.ts';
import type { CreateToken } from './tokens.schema.ts';
import type { TokensService } from './tokens.service.ts';

interface Deps {
  rooms: Pick<RoomsService, 'locate'>;
  tokens: Pick<TokensService, 'mintJoinToken'>;
}

export type JoinTokensService = ReturnType<typeof createJoinTokensService>;

/** What a backend gives to those it lets in. */
export function createJoinTokensService({ rooms, tokens }: Deps) {
  return {
    /** For a room by its id, or for whichever has the slug: one that has none yet gets it by the first join. */
    async create(actor: Actor, roomRef: string, body: CreateToken): Promise<JoinToken> {
      authorize(actor, 'tokens:create');
      const room = isSlug(roomRef) ? roomRef : (await rooms.locate(actor, roomRef)).id;
      const siteId = siteOf(actor) ?? DEFAULT_SITE;
      const keyId = actor.kind === 'site' ? actor.keyId : null;
      // Without a key only the default site can be meant.
      if (keyId === null && siteId !== DEFAULT_SITE) throw new ApiError('forbidden');
      const { agentId: sub, displayName: name, avatar: picture, ttlS, ...claims } = body;
      return tokens.mintJoinToken(siteId, keyId, { sub, room, name, picture, ...claims }, ttlS);
    },
  };
}
