import type { Commands } from './commands.ts';
import { RoomError } from './errors.ts';
import type { Presence } from './presence.ts';
import type { StayContext } from './stay-context.ts';

export type RoomCommands = Pick<
  Commands,
  | 'muteParticipant'
  | 'removeParticipant'
  | 'setParticipantRole'
  | 'changeSettings'
  | 'raiseHand'
  | 'sendMessage'
  | 'react'
>;

/** The commands that are one message to the server: done when it says so. */
export function createRoomCommands({ feed, watch }: StayContext, here: Presence): RoomCommands {
  function roomId(): string {
    const { room } = watch.state;
    if (!room) throw new RoomError('room_not_found');
    return room.id;
  }

  function stay() {
    if (!here.stay) throw new RoomError('room_not_found', { message: 'Join the room first.' });
    return here.stay;
  }

  return {
    async muteParticipant(participantId, muted = true) {
      await feed.request({ type: 'room:mute', roomId: roomId(), participantId, muted });
    },
    async removeParticipant(participantId, options) {
      await feed.request({ type: 'room:leave', roomId: roomId(), participantId, ...options });
    },
    async setParticipantRole(participantId, role) {
      await feed.request({ type: 'room:role', roomId: roomId(), participantId, role });
    },
    async changeSettings(settings) {
      await feed.request({ type: 'room:settings', roomId: roomId(), settings });
    },
    async raiseHand(raised, participantId) {
      const own = stay();
      await feed.request({ type: 'room:hand', ...own, ...(participantId && { participantId }), raised });
    },
    async sendMessage(text) {
      await feed.request({ type: 'room:message', roomId: stay().roomId, text });
    },
    async react(emoji) {
      await feed.request({ type: 'room:reaction', roomId: stay().roomId, emoji });
    },
  };
}
