import type { ServerMessage } from '../../protocol/live-events.ts';
import type { RoomStore } from './room-store.ts';

const MAX_MESSAGES = 200;
const MAX_REACTIONS = 20;

/** Takes what is written and waved in the room into the snapshot, the latest of each. */
export function createTalk(store: RoomStore): (message: ServerMessage) => void {
  let lastId = 0;
  const added = <T>(list: readonly T[], one: T, max: number): readonly T[] =>
    Object.freeze([...list, Object.freeze(one)].slice(-max));

  return (message) => {
    if (message.type !== 'room:message' && message.type !== 'room:reaction') return;
    lastId += 1;
    const { participantId, displayName } = message;
    const from = { id: lastId, participantId, displayName };
    const { messages, reactions } = store.snapshot;
    if (message.type === 'room:reaction') {
      store.set({ reactions: added(reactions, { ...from, emoji: message.emoji }, MAX_REACTIONS) });
    } else {
      const { text, at } = message;
      store.set({ messages: added(messages, { ...from, text, at }, MAX_MESSAGES) });
    }
  };
}
