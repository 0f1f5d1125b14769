import type { Erasure } from '../../protocol/rest.ts';
import type { AuditService } from '../audit/audit.service.ts';
import { type Actor, DEFAULT_SITE, siteOf } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import type { BansService } from '../bans/bans.service.ts';
import type { Database } from '../db/orm.ts';
import type { ParticipantsService } from '../participants/participants.service.ts';
import type { SessionsService } from '../sessions/sessions.service.ts';
import type { DeliveriesService } from '../webhooks/deliveries.service.ts';
import { redact } from './redact.ts';

interface Deps {
  db: Database;
  newId: () => string;
  participants: Pick<ParticipantsService, 'removeAgent' | 'eraseStays'>;
  sessions: Pick<SessionsService, 'erase'>;
  bans: Pick<BansService, 'erase'>;
  deliveries: Pick<DeliveriesService, 'rewrite'>;
  audit: Pick<AuditService, 'record' | 'rewrite'>;
}

export type AgentsService = ReturnType<typeof createAgentsService>;

/** Persons as a site knows them: by the `agentId` of its choice. */
export function createAgentsService({ db, newId, participants, sessions, bans, deliveries, audit }: Deps) {
  return {
    /**
     * Forgets a person: whoever is in a room is removed, then stays, sessions, events and audit entries of the site go on under an
     * alias made for this once, and bans hold on under a digest of the agent's id. Stays that begin while it runs are not touched.
     * Nobody of that id: all counts are 0.
     */
    async erase(actor: Actor, agentId: string): Promise<Erasure> {
      authorize(actor, 'agents:erase');
      const siteId = siteOf(actor) ?? DEFAULT_SITE;
      await participants.removeAgent(siteId, agentId);
      return db.transaction(async (tx) => {
        const alias = `erased-${newId()}`;
        const stays = await participants.eraseStays(tx, siteId, agentId, alias);
        const ids = stays.map(({ id }) => id);
        const roomIds = [...new Set(stays.map(({ roomId }) => roomId))];
        const without = (json: unknown, aboutThem = false) => redact(json, agentId, alias, aboutThem);
        const erased: Erasure = {
          participants: ids.length,
          sessions: await sessions.erase(tx, ids, alias),
          bans: await bans.erase(tx, siteId, agentId),
          webhookDeliveries: await deliveries.rewrite(tx, roomIds, without),
          auditEntries: await audit.rewrite(tx, { siteId, roomIds, subjects: [agentId, ...ids] }, without),
        };
        await audit.record(tx, { actor, siteId, action: 'agent.erased', details: { ...erased } });
        return erased;
      });
    },
  };
}
