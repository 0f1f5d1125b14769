import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Authenticate } from '../auth/authenticate.ts';
import type { BansService } from '../bans/bans.service.ts';
import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import type { ParticipantsService } from '../participants/participants.service.ts';
import type { RoomsService } from '../rooms/rooms.service.ts';
import type { QualityService } from '../sessions/quality.service.ts';
import type { Timers } from './timers.ts';
import type { RateLimit } from './token-bucket.ts';

/** What the live socket stands on. */
export interface LiveDeps {
  rooms: Pick<RoomsService, 'findOpen' | 'list' | 'mayOpen' | 'update' | 'closeExpired' | 'announce'>;
  participants: Pick<
    ParticipantsService,
    | 'join'
    | 'reserve'
    | 'ready'
    | 'disconnected'
    | 'update'
    | 'leave'
    | 'listPresent'
    | 'snapshot'
    | 'touch'
    | 'timeOutSilent'
    | 'freshAccess'
  >;
  quality: Pick<QualityService, 'report'>;
  bans: Pick<BansService, 'lift'>;
  authenticate: Authenticate;
  /** Whether pages of that origin may use any site; which one they use is said by `auth`. */
  isAllowedAnywhere(origin: string): Promise<boolean>;
  bus: Bus;
  clock: Clock;
  timers: Timers;
  newId: () => string;
  log: Pick<Logger, 'debug' | 'error'>;
  /** Which network a request comes from: what one may do, all its sockets may do together. */
  networkOf(request: IncomingMessage): string;
  /** Open sockets of one network; 0 for no limit. */
  maxSockets: number;
  /** Messages of one socket. */
  rate?: RateLimit;
}
