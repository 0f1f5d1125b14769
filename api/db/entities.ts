import { JoinFailureEntity } from '../analytics/join-failure.entity.ts';
import { AuditEntryEntity } from '../audit/audit-entry.entity.ts';
import { BanEntity } from '../bans/ban.entity.ts';
import { ParticipantEntity } from '../participants/participant.entity.ts';
import { RoomEntity } from '../rooms/room.entity.ts';
import { QualitySampleEntity } from '../sessions/quality-sample.entity.ts';
import { SessionEntity } from '../sessions/session.entity.ts';
import { SessionStatsEntity } from '../sessions/session-stats.entity.ts';
import { SiteEntity } from '../sites/site.entity.ts';
import { SiteKeyEntity } from '../sites/site-key.entity.ts';
import { DeliveryEntity } from '../webhooks/delivery.entity.ts';
import { WebhookEntity } from '../webhooks/webhook.entity.ts';
import { IdempotencyKeyEntity } from './idempotency-key.entity.ts';

export const ENTITIES = [
  SiteEntity,
  SiteKeyEntity,
  RoomEntity,
  ParticipantEntity,
  SessionEntity,
  SessionStatsEntity,
  QualitySampleEntity,
  WebhookEntity,
  DeliveryEntity,
  BanEntity,
  AuditEntryEntity,
  JoinFailureEntity,
  IdempotencyKeyEntity,
] as const;
