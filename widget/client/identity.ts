import type { CallEnvironment } from './call-environment.ts';
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

/** Who this is to the site: as given, or one id per browser, or one per page where several tabs are several people. */
export function createIdentity(environment: CallEnvironment): (options: RoomClientOptions) => string {
  let ofBrowser = '';
  let ofPage = '';
  return ({ agentId, multiTab }) => {
    if (agentId) return agentId;
    if (multiTab === 'allow') {
      ofPage ||= environment.uuid();
      return ofPage;
    }
    ofBrowser ||= remembered(environment);
    return ofBrowser;
  };
}
