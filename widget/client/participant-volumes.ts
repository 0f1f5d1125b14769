import type { RememberedSettings } from './remembered-settings.ts';
import type { RoomWatch } from './room-watch.ts';

/** How loud each of the others is here: remembered by agent, so that it is the same when they come again. */
export interface ParticipantVolumes {
  /** After the watch knows of it. */
  remember(participantId: string, volume: number): void;
  /** Gives who is new the volume of their last time. */
  recall(): void;
}

export function createParticipantVolumes(
  settings: RememberedSettings,
  watch: RoomWatch,
  apply: (participantId: string, volume: number) => void,
): ParticipantVolumes {
  return {
    remember(participantId, volume) {
      const agentId = watch.state.participants.get(participantId)?.agentId;
      if (!agentId) return;
      const { [agentId]: _, ...others } = settings.now.volumes ?? {};
      settings.set({ volumes: volume === 1 ? others : { ...others, [agentId]: volume } });
    },
    recall() {
      const known = settings.now.volumes ?? {};
      const { participants, volumes } = watch.state;
      const fresh = [...participants.values()].flatMap(({ id, agentId }) => {
        const volume = Object.hasOwn(known, agentId) ? known[agentId] : undefined;
        return volume === undefined || volumes.has(id) ? [] : [[id, volume] as const];
      });
      if (fresh.length === 0) return;
      watch.update({ volumes: new Map([...volumes, ...fresh]) });
      for (const [id, volume] of fresh) apply(id, volume);
    },
  };
}
