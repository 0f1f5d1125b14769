import type { JoinBody } from '../../protocol/rest.ts';
import type { CallEnvironment } from './call-environment.ts';
import { Remembered } from './remembered.ts';
import type { RoomClientOptions } from './room-client.ts';

const KEY = 'voice-room:agent-id';

function remembered({ storage, uuid }: CallEnvironment): string {
  const fresh = uuid();
  try {
    const known = storage?.getItem(KEY);
    if (known) return known;
    storage?.setItem(KEY, fresh);
  } catch {
    // Storage may be full or forbidden: then the id lasts as long as the page.
  }
  return fresh;
}

type Identity = Required<Pick<JoinBody, 'agentId' | 'agentKey'>>;

/**
 * Who this is to the site: as given, or one id per browser, or one per page where several tabs are several people. The key, one per
 * browser and server, shows in the next tab that it is the same person.
 */
export function createIdentity(environment: CallEnvironment): (options: RoomClientOptions) => Identity {
  const keys = new Remembered(environment.storage, 'agent-key');
  let ofBrowser = '';
  let ofPage = '';

  function idOf({ agentId, multiTab }: RoomClientOptions): string {
    if (agentId) return agentId;
    if (multiTab === 'allow') {
      ofPage ||= environment.uuid();
      return ofPage;
    }
    ofBrowser ||= remembered(environment);
    return ofBrowser;
  }

  return (options) => {
    const { server } = options;
    const agentKey = keys.get(server) || environment.uuid();
    keys.set(server, agentKey);
    return { agentId: idOf(options), agentKey };
  };
}
