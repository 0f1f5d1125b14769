import type { ParticipantActor } from '../../auth/actor.ts';
import { DEFAULT_SITE, goneError } from '../../auth/actor.ts';
import { ApiError } from '../../http/errors.ts';
import { type Command, command, type Request } from '../command.ts';
import { CLIENT_MESSAGES } from '../live.schema.ts';
import type { LiveDeps } from '../live-deps.ts';
import type { RoomHub } from '../room-hub.ts';
import type { Stays } from '../stays.ts';
import { snapshotMessage } from './watching.ts';

/**
 * `auth`: who asks. The token of a stay takes that stay up again on this socket, wherever it was before, and watches its room.
 * If the stay has ended (`participant_left`, `removed`, `replaced`, `room_closed`) the socket stays open: apart from its stays a socket
 * has the rights of anybody, so that the client can watch and join anew. Asked again, it replaces the rights there were.
 */
export function authenticating(deps: LiveDeps, hub: RoomHub, stays: Stays): Record<'auth', Command> {
  const { participants, authenticate, bus } = deps;

  async function takeUp(actor: ParticipantActor, { connection, reply }: Request): Promise<void> {
    const { participantId, roomId } = actor;
    const present = connection.stayIn(roomId);
    if (present) {
      if (present.participantId !== participantId) throw new ApiError('already_joined', 'This socket is in that room.');
      reply({ type: 'auth:ok', participantId });
      return;
    }
    await Promise.all([stays.reclaim(participantId), bus.claim(participantId)]);
    connection.hold();
    let seq = 0;
    try {
      const participant = await participants.ready(participantId);
      await participants.touch([participantId]);
      connection.enter(participant);
      connection.watch(roomId, roomId);
      const snapshot = await participants.snapshot(actor, roomId);
      reply({ type: 'auth:ok', participantId });
      if (snapshot) {
        seq = snapshot.seq;
        connection.send(snapshotMessage(snapshot, hub));
      }
    } finally {
      connection.release(new Map([[roomId, seq]]));
    }
  }

  return {
    auth: command(CLIENT_MESSAGES.auth, async ({ credential }, request) => {
      const { connection, reply } = request;
      connection.authenticated(null);
      const actor = await authenticate(credential, connection.origin);
      if (actor.kind !== 'participant') {
        connection.authenticated({ actor, credential });
        reply({ type: 'auth:ok', participantId: null });
        return;
      }
      // Elsewhere than in the default site nobody has rights without a credential.
      connection.authenticated(
        actor.siteId === DEFAULT_SITE
          ? { actor: await authenticate(undefined, connection.origin), credential: undefined }
          : { actor, credential },
      );
      if (actor.leaveReason) throw goneError(actor.leaveReason);
      await takeUp(actor, request);
    }),
  };
}
