import { randomUUID } from 'node:crypto';
import { type AuditService, createAuditService } from './audit/audit.service.ts';
import type { Bus } from './bus/bus.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { KeyedQueue } from './db/keyed-queue.ts';
import type { Database } from './db/orm.ts';
import { createIceService, type IceService } from './ice/ice.service.ts';
import { createParticipantsService, type ParticipantsService } from './participants/participants.service.ts';
import { createChangeRoom } from './rooms/room-change.ts';
import { createRoomsService, type RoomsService } from './rooms/rooms.service.ts';
import { createQualityService, type QualityService } from './sessions/quality.service.ts';
import { createSessionsService, type SessionsService } from './sessions/sessions.service.ts';
import { createTokensService, type TokensService } from './tokens/tokens.service.ts';

export interface Services {
  audit: AuditService;
  rooms: RoomsService;
  participants: ParticipantsService;
  sessions: SessionsService;
  quality: QualityService;
  tokens: TokensService;
  ice: IceService;
}

interface Deps {
  config: Config;
  db: Database;
  bus: Bus;
  clock: Clock;
  newId?: () => string;
}

/** Puts the services together. Rooms and sessions end by participants leaving, participants join rooms: they meet here. */
export function createServices({ config, db, bus, clock, newId = randomUUID }: Deps): Services {
  const changeRoom = createChangeRoom({ db, bus, queue: new KeyedQueue(), clock });
  const audit = createAuditService({ db, clock, newId });
  const tokens = createTokensService({ secret: config.tokenSecret, clock });
  const ice = createIceService({ ...config, clock });
  const rooms: RoomsService = createRoomsService({
    db,
    bus,
    clock,
    changeRoom,
    newId,
    maxParticipants: config.maxParticipants,
    leaveAll: (change) => participants.leaveAll(change),
  });
  const sessions: SessionsService = createSessionsService({
    db,
    clock,
    newId,
    leave: (actor, roomId, participantId, reason) => participants.leave(actor, roomId, participantId, reason),
  });
  const participants: ParticipantsService = createParticipantsService({
    db,
    clock,
    changeRoom,
    newId,
    rooms,
    sessions,
    tokens,
    ice,
    peerUrl: config.peerUrl,
  });
  const quality = createQualityService({ db, clock, sessions });
  return { audit, rooms, participants, sessions, quality, tokens, ice };
}
