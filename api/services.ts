import { randomBytes, randomUUID } from 'node:crypto';
import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { type AgentsService, createAgentsService } from './agents/agents.service.ts';
import { type AnalyticsService, createAnalyticsService } from './analytics/analytics.service.ts';
import { type AuditService, createAuditService } from './audit/audit.service.ts';
import { createBanDigest } from './bans/ban-digest.ts';
import { type BansService, createBansService } from './bans/bans.service.ts';
import type { Bus } from './bus/bus.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { KeyedQueue } from './db/keyed-queue.ts';
import type { Database } from './db/orm.ts';
import { createIceService, type IceService } from './ice/ice.service.ts';
import { createFetchDocument } from './net/fetch-document.ts';
import { createParticipantsService, type ParticipantsService } from './participants/participants.service.ts';
import { createChangeRoom } from './rooms/room-change.ts';
import { createRoomsService, type RoomsService } from './rooms/rooms.service.ts';
import { createQualityService, type QualityService } from './sessions/quality.service.ts';
import { createSessionsService, type SessionsService } from './sessions/sessions.service.ts';
import { createSiteDirectory, type SiteDirectory } from './sites/site-directory.ts';
import { createSiteKeysService, type SiteKeysService } from './sites/site-keys.service.ts';
import { createSitesService, type SitesService } from './sites/sites.service.ts';
import { createJoinTokensService, type JoinTokensService } from './tokens/join-tokens.service.ts';
import { createSiteIssuers } from './tokens/site-issuers.ts';
import { createTokensService, type TokensService } from './tokens/tokens.service.ts';
import { createVerifyToken, type VerifyToken } from './tokens/verify-token.ts';
import { checkTarget } from './webhooks/check-target.ts';
import { createDeliveriesService, type DeliveriesService } from './webhooks/deliveries.service.ts';
import { createOutbox, type Outbox } from './webhooks/outbox.ts';
import { createSecretBox } from './webhooks/webhook-secrets.ts';
import { createWebhooksService, type WebhooksService } from './webhooks/webhooks.service.ts';

export interface Services {
  joinTokens: JoinTokensService;
  verifyToken: VerifyToken;
  sites: SitesService;
  siteKeys: SiteKeysService;
  siteDirectory: SiteDirectory;
  audit: AuditService;
  rooms: RoomsService;
  participants: ParticipantsService;
  sessions: SessionsService;
  quality: QualityService;
  bans: BansService;
  analytics: AnalyticsService;
  tokens: TokensService;
  ice: IceService;
  agents: AgentsService;
  webhooks: WebhooksService;
  deliveries: DeliveriesService;
  outbox: Outbox;
}

interface Deps {
  config: Config;
  db: Database;
  bus: Bus;
  clock: Clock;
  newId?: () => string;
  newSecret?: () => string;
  /** Asks for the addresses of other servers. */
  lookup?: LookupFunction;
}

const randomSecret = () => randomBytes(32).toString('base64url');

/** Puts the services together. Rooms and sessions end by participants leaving, participants join rooms: they meet here. */
export function createServices({
  config,
  db,
  bus,
  clock,
  newId = randomUUID,
  newSecret = randomSecret,
  lookup = systemLookup as LookupFunction,
}: Deps): Services {
  const outbox = createOutbox({ newId });
  const changeRoom = createChangeRoom({ db, bus, outbox, queue: new KeyedQueue(), clock });
  const audit = createAuditService({ db, clock, newId });
  const defaultOrigins = config.allowedOrigins;
  const siteDirectory = createSiteDirectory({ db, clock, defaultOrigins });
  const sites = createSitesService({
    db,
    clock,
    newId,
    audit,
    directory: siteDirectory,
    defaultOrigins,
    production: config.production,
    closeRooms: (actor, siteId) => rooms.closeAll(actor, siteId),
    async removeContents(tx, siteId) {
      await webhooks.removeAll(tx, siteId);
      await bans.removeAll(tx, siteId);
      await rooms.removeAll(tx, siteId);
    },
  });
  const siteKeys = createSiteKeysService({ db, clock, newId, newSecret, audit, sites });
  const tokens = createTokensService({ secret: config.tokenSecret, clock, newId });
  const ice = createIceService({ ...config, clock });
  const rooms: RoomsService = createRoomsService({
    db,
    bus,
    outbox,
    clock,
    changeRoom,
    newId,
    audit,
    maxParticipants: config.maxParticipants,
    actorNow: (tx, actor) => participants.actorNow(tx, actor),
    sites,
    leaveAll: (change) => participants.leaveAll(change),
  });
  const sessions: SessionsService = createSessionsService({
    db,
    clock,
    leave: (actor, roomId, participantId, reason) => participants.leave(actor, roomId, participantId, { reason }),
  });
  const bans: BansService = createBansService({
    db,
    clock,
    newId,
    changeRoom,
    rooms,
    audit,
    digest: createBanDigest(config.tokenSecret),
    expel: (change, actor, agentId) => participants.expel(change, actor, agentId),
  });
  const participants: ParticipantsService = createParticipantsService({
    db,
    clock,
    changeRoom,
    newId,
    rooms,
    sessions,
    bans,
    audit,
    tokens,
    ice,
    peerUrl: config.peerUrl,
  });
  const webhooks: WebhooksService = createWebhooksService({
    db,
    clock,
    newId,
    outbox,
    audit,
    secrets: createSecretBox(config.tokenSecret),
    checkTarget: (url) => checkTarget(url, { publicOnly: config.production, lookup }),
  });
  const deliveries = createDeliveriesService({ db, clock, outbox, audit, webhooks });
  const quality = createQualityService({ db, clock, sessions });
  const agents = createAgentsService({ db, newId, participants, sessions, bans, deliveries, audit });
  const analytics = createAnalyticsService({ db, clock, sessions, quality });
  const joinTokens = createJoinTokensService({ rooms, tokens });
  const fetchDocument = createFetchDocument({ lookup, publicOnly: config.production });
  const issuers = createSiteIssuers({ db, clock, fetchDocument });
  const verifyToken = createVerifyToken({ tokens, issuers, siteKeys });
  return {
    joinTokens,
    verifyToken,
    sites,
    siteKeys,
    siteDirectory,
    audit,
    rooms,
    participants,
    sessions,
    quality,
    analytics,
    bans,
    agents,
    tokens,
    ice,
    webhooks,
    deliveries,
    outbox,
  };
}
