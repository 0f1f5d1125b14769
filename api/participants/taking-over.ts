import { hash } from 'node:crypto';
import type { Actor } from '../auth/actor.ts';
import type { ParticipantRecord } from './participant.presenter.ts';
import type { Join } from './participants.schema.ts';

/** By what somebody is the agent they say they are. */
export type Proof = Pick<ParticipantRecord, 'vouched' | 'agentKeyHash'>;

type Own = ParticipantRecord | undefined;

/** `own`: the stay whose token the actor holds. For that agent it is as good a proof as the stay had. */
export function proofOf(actor: Actor, own: Own, { agentId, agentKey }: Pick<Join, 'agentId' | 'agentKey'>): Proof {
  const earlier = own?.agentId === agentId ? own : undefined;
  const vouched = isVouchedBy(actor) || (earlier?.vouched ?? false);
  if (vouched) return { vouched, agentKeyHash: null };
  const agentKeyHash = agentKey === undefined ? (earlier?.agentKeyHash ?? null) : hash('sha256', agentKey, 'hex');
  return { vouched, agentKeyHash };
}

/**
 * Whether who joins is the agent of that stay, whose id everybody in the room sees (docs/decisions/0012). On an open server, where
 * anybody may remove anybody, a stay without a key is anybody's.
 */
export function mayTakeOver(actor: Actor, own: Own, proof: Proof, stay: ParticipantRecord): boolean {
  if (own?.id === stay.id || proof.vouched) return true;
  if (stay.vouched) return false;
  return stay.agentKeyHash === null ? actor.kind === 'open' : stay.agentKeyHash === proof.agentKeyHash;
}

/** Whether the site says who that is. A guest's token names the agent; a secret key may do everything in the site. */
function isVouchedBy({ kind }: Actor): boolean {
  return kind === 'guest' || kind === 'site' || kind === 'admin' || kind === 'system';
}
