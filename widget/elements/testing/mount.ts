import type { Room } from '../../../protocol/rest.ts';
import type { RoomClientOptions } from '../../client/room-client.ts';
import type { Devices, RoomSnapshot } from '../../client/room-snapshot.ts';
import { createFakeRoomClient, type FakeRoomClient, fakeParticipant } from '../../client/testing/fake-room-client.ts';
import { wireRoom } from '../../client/testing/fake-wire.ts';
import { define } from '../define.ts';
import type { ElementEnvironment } from '../element-environment.ts';
import { VoiceRoom } from '../voice-room.ts';

export const lobby: Room = wireRoom({
  id: '6f1f3f5e-0000-4000-8000-000000000001',
  name: 'The lobby',
  participantCount: 2,
});
export const ada = fakeParticipant({ id: 'a', displayName: 'Ada Lovelace' });
export const me = fakeParticipant({ id: 'm', displayName: 'Grace Hopper', isSelf: true });

export const watching: Partial<RoomSnapshot> = { live: 'open', room: lobby, participants: [ada] };
export const inCall: Partial<RoomSnapshot> = {
  ...watching,
  state: 'connected',
  participants: [ada, me],
  microphone: 'live',
};

export const devices: Devices = {
  microphone: { deviceId: '', label: 'Built-in', lost: false },
  speaker: { deviceId: '', label: '', lost: false },
  noiseSuppression: 'browser',
  echoCancellation: true,
  autoGain: true,
  pttKey: null,
};

export interface Stage {
  room: VoiceRoom;
  /** Every client made so far, with what it was made with. */
  clients: { client: FakeRoomClient; options: RoomClientOptions }[];
  /** The client of now. */
  readonly client: FakeRoomClient;
  /** Names of the methods called on the client of now, with what was given. */
  calls(method: string): unknown[][];
}

/** A `<voice-room>` in the page, from HTML, over fake clients. `loadCallView` is the real one unless given. */
export async function mount(
  html: string,
  snapshot: Partial<RoomSnapshot> = {},
  environment: Partial<ElementEnvironment> = {},
): Promise<Stage> {
  const clients: Stage['clients'] = [];
  VoiceRoom.environment = {
    storage: null,
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    server: 'https://voice.example.com',
    loadCallView: () => import('../call-view.ts'),
    createClient(options) {
      const client = createFakeRoomClient(snapshot);
      clients.push({ client, options });
      return client;
    },
    ...environment,
  };
  define('voice-room', VoiceRoom);
  const place = document.createElement('main');
  place.innerHTML = html;
  document.body.replaceChildren(place);
  const room = place.querySelector('voice-room');
  if (!room) throw new Error('No <voice-room> in the HTML.');
  await room.updateComplete;
  const current = () => {
    const last = clients.at(-1);
    if (!last) throw new Error('No client was made.');
    return last.client;
  };
  return {
    room,
    clients,
    get client() {
      return current();
    },
    calls: (method) =>
      current()
        .calls.filter(([name]) => name === method)
        .map(([, ...parameters]) => parameters),
  };
}

/** The first match in the element's shadow root or in those below it. */
export function deep(root: Element, selector: string): HTMLElement | undefined {
  for (const element of root.shadowRoot?.querySelectorAll<HTMLElement>('*') ?? []) {
    const found = element.matches(selector) ? element : deep(element, selector);
    if (found) return found;
  }
  return undefined;
}
