import type { ClientMessageType } from '../../../protocol/live-events.ts';
import { type Command, command } from '../command.ts';
import { CLIENT_MESSAGES } from '../live.schema.ts';
import type { LiveDeps } from '../live-deps.ts';
import type { RoomHub } from '../room-hub.ts';
import type { Stays } from '../stays.ts';
import { authenticating } from './authenticating.ts';
import { chatting } from './chatting.ts';
import { measuring } from './measuring.ts';
import { moderating } from './moderating.ts';
import { speaking } from './speaking.ts';
import { staying } from './staying.ts';
import { watching } from './watching.ts';
import { watchingSite } from './watching-site.ts';

export type Commands = Record<ClientMessageType, Command>;

/** Everything a client can say. */
export function createCommands(deps: LiveDeps, hub: RoomHub, stays: Stays): Commands {
  return {
    ...authenticating(deps, hub, stays),
    ...watching(deps, hub),
    ...watchingSite(deps, hub),
    ...staying(deps),
    ...moderating(deps),
    ...speaking(),
    ...measuring(deps),
    ...chatting(deps),
    // That it was heard is all there is to it.
    heartbeat: command(CLIENT_MESSAGES.heartbeat, () => undefined),
  };
}
