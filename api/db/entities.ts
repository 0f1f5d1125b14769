import { AuditEntryEntity } from '../audit/audit-entry.entity.ts';
import { ParticipantEntity } from '../participants/participant.entity.ts';
import { RoomEntity } from '../rooms/room.entity.ts';
import { SessionEntity } from '../sessions/session.entity.ts';
import { IdempotencyKeyEntity } from './idempotency-key.entity.ts';

export const ENTITIES = [RoomEntity, ParticipantEntity, SessionEntity, AuditEntryEntity, IdempotencyKeyEntity] as const;
