import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { AnalyticsSummary } from '../../protocol/analytics.ts';
import type { AuditAction, AuditEntry } from '../../protocol/audit.ts';
import type { Erasure, IceServersAnswer } from '../../protocol/rest.ts';
import { at, json } from './answers.ts';
import { createBans } from './bans.ts';
import { list, type PageOptions } from './list.ts';
import { createParticipants } from './participants.ts';
import { createRooms } from './rooms.ts';
import { createSessions } from './sessions.ts';
import { createSiteKeys, createSites } from './sites.ts';
import { type CallOptions, createTransport, type TransportOptions } from './transport.ts';
import { createWebhooks } from './webhooks.ts';

interface AuditFilter extends PageOptions {
  /** For the admin key: the site. */
  siteId?: string;
  roomId?: string;
  action?: AuditAction;
  from?: Date | string;
  to?: Date | string;
}

interface SummaryFilter {
  /** At most 92 days before `to`; 7 days without it. */
  from?: Date | string;
  /** Not included; now without it. */
  to?: Date | string;
}

/**
 * A voice-room server as a backend sees it: one method for each route of docs/api.md. What does not succeed throws a `VoiceRoomError`.
 *
 *     const voice = new VoiceRoomServer({ url: 'https://voice.example.com', key: secretKey });
 *     const room = await voice.rooms.create({ name: 'Support' });
 */
export class VoiceRoomServer {
  readonly rooms: ReturnType<typeof createRooms>;
  readonly participants: ReturnType<typeof createParticipants>;
  readonly bans: ReturnType<typeof createBans>;
  readonly sessions: ReturnType<typeof createSessions>;
  readonly webhooks: ReturnType<typeof createWebhooks>;
  readonly sites: ReturnType<typeof createSites>;
  readonly siteKeys: ReturnType<typeof createSiteKeys>;
  /** Persons, by the agentId of your choice. `erase` forgets one, and says how much. */
  readonly agents: { erase(agentId: string, options?: CallOptions): Promise<Erasure> };
  /** STUN and TURN servers, with credentials that hold for a while. */
  readonly iceServers: { get(options?: CallOptions): Promise<IceServersAnswer> };
  /** What all rooms of the site came to in a time. */
  readonly analytics: { summary(filter?: SummaryFilter, options?: CallOptions): Promise<AnalyticsSummary> };
  /** Who did what to whom, newest first. */
  readonly auditLog: { list(filter?: AuditFilter, options?: CallOptions): ReturnType<typeof list<AuditEntry>> };

  constructor(options: TransportOptions) {
    const send = createTransport({
      timeoutMs: 10_000,
      maxRetries: 3,
      fetch: globalThis.fetch,
      sleep: (ms, signal) => setTimeout(ms, undefined, signal ? { signal } : {}),
      newId: randomUUID,
      random: Math.random,
      key: undefined,
      ...options,
    });
    this.rooms = createRooms(send);
    this.participants = createParticipants(send);
    this.bans = createBans(send);
    this.sessions = createSessions(send);
    this.webhooks = createWebhooks(send);
    this.sites = createSites(send);
    this.siteKeys = createSiteKeys(send);
    this.agents = { erase: (agentId, call) => json(send('DELETE', at`/agents/${agentId}`, call)) };
    this.iceServers = { get: (call) => json(send('GET', '/ice-servers', call)) };
    this.analytics = {
      summary: (filter, call) => json(send('GET', '/analytics/summary', { ...call, query: { ...filter } })),
    };
    this.auditLog = { list: (filter, call) => list(send, '/audit-log', filter, call) };
  }
}
