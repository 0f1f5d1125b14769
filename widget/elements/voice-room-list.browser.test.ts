import { RoomError } from '../client/errors.ts';
import type { RoomListOptions, RoomListSnapshot } from '../client/room-list.ts';
import { define } from './define.ts';
import { equal, ok, turn, until } from './testing/assert.ts';
import { ada, deep, lobby, me, mount } from './testing/mount.ts';
import { VoiceRoomList } from './voice-room-list.ts';
import { VoiceRooms } from './voice-rooms.ts';

VoiceRoomList.load = () => import('./room-list-view.ts');
define('voice-room-list', VoiceRoomList);

const garden = { room: { ...lobby, id: 'g', slug: 'garden', name: 'Garden' }, participants: [ada, me] };
const quiet = { room: { ...lobby, id: 'q', slug: 'quiet', name: 'Quiet' }, participants: [] };

/** A list, and the `<voice-room id="call">` beside it; what is open is up to the test. */
async function open(html: string) {
  const lists: { options: RoomListOptions; closed: boolean }[] = [];
  let snapshot: RoomListSnapshot = { known: false, rooms: [], more: false, mayCreate: false, error: null };
  let tell = () => {};
  VoiceRooms.createList = (options, onChange) => {
    const list = { options, closed: false };
    lists.push(list);
    tell = onChange;
    return {
      get snapshot() {
        return snapshot;
      },
      close() {
        list.closed = true;
      },
    };
  };
  const stage = await mount(`<voice-room id="call" room="lobby"></voice-room>${html}`);
  const list = document.querySelector('voice-room-list');
  ok(list, 'the list');
  await until(() => deep(list, 'section'), 'what it shows');
  return {
    ...stage,
    list,
    lists,
    set(change: Partial<RoomListSnapshot>) {
      snapshot = { ...snapshot, ...change };
      tell();
    },
    text: () => deep(list, 'section')?.textContent?.replace(/\s+/g, ' ').trim() ?? '',
    cards: () => [...(deep(list, 'ul')?.querySelectorAll<HTMLElement>('.room') ?? [])],
  };
}

describe('<voice-room-list>', () => {
  it('looks for rooms, shows who is in them and who speaks, and that there are none', async () => {
    const { list, set, text, cards, lists } = await open(
      '<voice-room-list server="https://a.example" site-key="pk"></voice-room-list>',
    );
    equal(lists[0]?.options, { server: 'https://a.example', siteKey: 'pk' });
    equal(text(), 'Looking for rooms…');
    set({ known: true, rooms: [garden, quiet] });
    await until(() => cards().length === 2, 'two cards');
    equal(
      cards().map(({ ariaLabel }) => ariaLabel),
      ['Garden, 2 people: Ada Lovelace and Grace Hopper', 'Quiet, Nobody is here'],
    );
    equal(cards()[0]?.querySelectorAll('.avatar').length, 2);
    const [card] = cards();
    set({ rooms: [{ ...garden, participants: [{ ...ada, speaking: true }, me] }, quiet] });
    await until(() => text().includes('Ada Lovelace is speaking'), 'who speaks');
    ok(cards()[0] === card, 'the card is the same one');
    set({ rooms: [], more: true });
    await until(() => text().startsWith('No room is open.'), 'none');
    list.remove();
    await until(() => lists.every(({ closed }) => closed), 'closed');
  });

  it('a click tells the page, and moves and joins the room it is for; the page may cancel that', async () => {
    const { room, list, set, cards, clients } = await open('<voice-room-list for="call"></voice-room-list>');
    set({ known: true, rooms: [garden, quiet] });
    await until(() => cards().length, 'cards');
    const told: unknown[] = [];
    list.addEventListener('voice-room-selected', (event) => {
      told.push([event.room, event.roomInfo?.id]);
      if (event.room === 'quiet') event.preventDefault();
    });
    for (const card of cards()) card.click();
    equal(told, [
      ['garden', 'g'],
      ['quiet', 'q'],
    ]);
    equal(room.room, 'garden');
    await until(() => clients.some(({ client }) => client.calls.some(([method]) => method === 'join')), 'joins');
    clients[0]?.client.set({ state: 'connected', room: garden.room, participants: [ada, me] });
    await until(() => cards()[0]?.ariaCurrent === 'true', 'where one is');
  });

  it('makes a room of a name, where that is allowed; Escape keeps everything as it is', async () => {
    const { list, set } = await open('<voice-room-list></voice-room-list>');
    set({ known: true });
    ok(!deep(list, '.create'), 'not where it is not allowed');
    set({ mayCreate: true });
    (await until(() => deep(list, '.create'), 'the button')).click();
    const input = (await until(() => deep(list, 'input'), 'the field')) as HTMLInputElement;
    const selected: string[] = [];
    list.addEventListener('voice-room-selected', ({ room, roomInfo }) => selected.push(`${room} ${roomInfo}`));
    input.value = '!?';
    input.form?.requestSubmit();
    await until(() => deep(list, '#refusal')?.textContent, 'refused');
    input.value = ' Café  Über ';
    input.form?.requestSubmit();
    await until(() => !deep(list, 'form'), 'done');
    equal(selected, ['cafe-uber null']);
    (await until(() => deep(list, '.create'), 'the button again')).click();
    const again = await until(() => deep(list, 'input'), 'the field again');
    again.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await until(() => !deep(list, 'form'), 'closed');
    equal(selected.length, 1);
  });

  it('says what is in the way, and lets the page say that there is no room', async () => {
    const { list, set, text } = await open('<voice-room-list><i slot="empty">Come back later.</i></voice-room-list>');
    set({ error: new RoomError('server_unreachable') });
    await until(() => deep(list, '[role="alert"]')?.textContent?.includes('cannot be reached'), 'the error');
    set({ error: null, known: true });
    await until(() => !text().includes('cannot be reached'), 'over');
    ok(list.querySelector('i')?.assignedSlot, "the page's own words");
  });

  it('what the page says of no room may come late, and go', async () => {
    const { list, set } = await open('<voice-room-list></voice-room-list>');
    set({ known: true });
    const own = Object.assign(document.createElement('i'), { slot: 'empty', textContent: 'Come back later.' });
    list.append(own);
    await until(() => own.offsetHeight, 'shown');
    own.remove();
    await until(() => deep(list, 'section slot')?.querySelector('.quiet')?.getBoundingClientRect().height, 'ours');
  });

  it('goes on with what it knows when it only moves', async () => {
    const { list, lists, set, cards } = await open('<voice-room-list></voice-room-list>');
    set({ known: true, rooms: [garden] });
    await until(() => cards().length === 1, 'a card');
    document.body.append(list);
    await list.updateComplete;
    await turn();
    equal(
      lists.map(({ closed }) => closed),
      [false],
    );
    list.remove();
    await until(() => lists[0]?.closed, 'closed');
    document.body.append(list);
    await until(() => lists.length === 2, 'begun anew');
  });

  it('whose code cannot be had says so, and tries again until it can, while it is in the page', async () => {
    const { load } = VoiceRoomList;
    const waits: (() => void)[] = [];
    const pass = () => {
      for (const wait of waits.splice(0)) wait();
    };
    let loads = 0;
    await mount(
      '<voice-room room="lobby"></voice-room>',
      {},
      {
        after: (_, callback) => {
          waits.push(callback);
          return () => {};
        },
      },
    );
    VoiceRoomList.load = () => (++loads < 4 ? Promise.reject(new Error('offline')) : load());
    const list = document.createElement('voice-room-list');
    document.body.append(list);
    const alert = () => list.shadowRoot?.querySelector('[role="alert"]')?.textContent ?? '';
    await until(() => alert().includes('cannot be reached'), 'the error');
    pass();
    await until(() => waits.length, 'failed again');
    equal([loads, alert() !== ''], [2, true]);
    list.remove();
    pass();
    equal(loads, 2, 'nobody looks at it');
    document.body.append(list);
    await until(() => waits.length, 'failed once more');
    pass();
    await until(() => deep(list, 'section'), 'the list');
    equal([loads, alert()], [4, '']);
    VoiceRoomList.load = load;
    list.remove();
  });
});
