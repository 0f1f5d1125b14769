import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anna, inState, room, setUp } from './testing/client-in-room.ts';
import { wireParticipant } from './testing/fake-wire.ts';

/** What one tab keeps from page to page. */
function createTab() {
  const stored = new Map<string, string>();
  const leavers: (() => void)[] = [];
  return {
    stored,
    /** The page goes: reloaded, left or closed. */
    hide() {
      for (const leave of leavers.splice(0)) leave();
    },
    environment: {
      tabStorage: {
        getItem: (key: string) => stored.get(key) ?? null,
        setItem: (key: string, value: string) => void stored.set(key, value),
        removeItem: (key: string) => void stored.delete(key),
      },
      onPageHide(callback: () => void) {
        leavers.push(callback);
        return () => void leavers.splice(leavers.indexOf(callback), 1);
      },
    },
  };
}

const me = wireParticipant({ id: 'me-1', displayName: 'Me', joinedAt: '2026-01-01T00:00:09.000Z' });
const later = wireParticipant({ id: 'ben', joinedAt: '2026-01-01T00:00:20.000Z' });

/** The next page of the tab: the server knows the stay. */
function nextPage(tab: ReturnType<typeof createTab>, { isReload = true, isOver = false, passed = 0 } = {}) {
  const present = { participants: [anna, me, later] };
  const set = setUp({
    environment: { ...tab.environment, isReload },
    options: { displayName: undefined },
    answers: {
      auth: ({ credential }) =>
        credential === 'token-me-1'
          ? isOver
            ? { type: 'room:error', code: 'participant_left', message: '' }
            : { type: 'auth:ok', participantId: 'me-1' }
          : { type: 'auth:ok', participantId: null },
      'room:watch': () => ({ type: 'room:snapshot', roomId: room.id, seq: 1, room, speaking: [], ...present }),
      'room:ready': () => ({
        type: 'room:ready',
        roomId: room.id,
        ...present,
        iceServers: [],
        iceServersTtlS: 86_400,
        signaling: { url: '/peer', peerId: 'me-1', token: 'fresh', expiresAt: '' },
      }),
    },
  });
  set.environment.advance(passed);
  set.client.watch();
  return set;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function inCall() {
  const tab = createTab();
  const { client } = setUp({ environment: tab.environment });
  await client.join();
  await client.setMuted(true);
  return { tab, client };
}

/** As the browser does when it is idle. */
const loadCall = ({ client }: ReturnType<typeof setUp>) => client.setPttKey('Space');

test('a reload takes the stay up again: the same participant, as muted as before, and nobody is asked to join', async () => {
  const { tab } = await inCall();
  tab.hide();
  const page = nextPage(tab);
  // Without waiting until the browser is idle.
  await inState(page.client, 'connected');
  assert.equal(page.client.snapshot.self?.id, 'me-1');
  assert.equal(page.client.snapshot.muted, true);
  assert.equal(
    page.server.sent.some(({ type }) => type === 'room:join'),
    false,
  );
  assert.deepEqual(tab.stored.size, 0);
  // What it comes back with after the next loss.
  page.server.sockets.at(-1)?.drop();
  page.environment.advance(300);
  await settled();
  assert.equal(page.server.last('auth').credential, 'token-me-1');
});

test('muted, then deafened: after a reload, too, undeafening leaves the microphone muted', async () => {
  const { tab, client } = await inCall();
  await client.setDeafened(true);
  tab.hide();
  const page = nextPage(tab);
  const connected = inState(page.client, 'connected');
  await settled();
  await loadCall(page);
  await connected;
  assert.equal(page.client.snapshot.deafened, true);
  await page.client.setDeafened(false);
  const { muted, deafened } = page.client.snapshot;
  assert.deepEqual([muted, deafened, page.media.current().sending], [true, false, false]);
});

test('a stay that is over by then is joined anew under the same name', async () => {
  const { tab } = await inCall();
  tab.hide();
  const page = nextPage(tab, { isOver: true });
  const connected = inState(page.client, 'connected');
  await settled();
  await loadCall(page);
  await connected;
  assert.equal(page.server.last('room:join').displayName, 'Name me-1');
  assert.equal(page.server.last('room:join').muted, true);
  assert.equal(page.client.snapshot.self?.id, 'me-1', 'as the fake counts');
});

test('while the call runs there is nothing to be copied by a second tab; what is kept is given once', async () => {
  const { tab } = await inCall();
  assert.equal(tab.stored.size, 0);
  tab.hide();
  assert.equal(tab.stored.size, 1);
  const first = nextPage(tab);
  await settled();
  await loadCall(first);
  await inState(first.client, 'connected');
  const second = nextPage(tab);
  await settled();
  await loadCall(second);
  await settled();
  assert.equal(second.client.snapshot.state, 'idle');
});

for (const [what, how] of Object.entries({
  'another page of the tab': { isReload: false },
  'a reload after more than 30 s': { passed: 30_001 },
})) {
  test(`${what} takes nothing up`, async () => {
    const { tab } = await inCall();
    tab.hide();
    const page = nextPage(tab, how);
    await settled();
    await loadCall(page);
    await settled();
    assert.equal(page.client.snapshot.state, 'idle');
    assert.equal(tab.stored.size, 0);
  });
}

test('a page that goes after one has left keeps nothing', async () => {
  const { tab, client } = await inCall();
  await client.leave();
  tab.hide();
  assert.equal(tab.stored.size, 0);
});
