import { RoomError } from '../client/errors.ts';
import { fakeParticipant } from '../client/testing/fake-room-client.ts';
import type { Messages, Translation } from './all-messages.ts';
import { LANGUAGES } from './languages.ts';
import { speak } from './speak.ts';
import { equal, ok, until } from './testing/assert.ts';
import { ada, deep, devices, inCall, mount, watching } from './testing/mount.ts';
import type { VoiceRoom } from './voice-room.ts';

const place = () => document.querySelector('main') as HTMLElement;
const label = (room: VoiceRoom) => deep(room, 'form .primary')?.textContent;
const section = (room: VoiceRoom) => deep(room, 'section') as HTMLElement;
const reads = (room: VoiceRoom, text: string) => until(() => label(room) === text, text);
const tag = '<voice-room room="lobby" display-name="Grace"></voice-room>';

/** With the language on the page around it. */
async function inLanguage(
  lang: string,
  html = tag,
  ...rest: [Parameters<typeof mount>[1]?, Parameters<typeof mount>[2]?]
) {
  document.documentElement.lang = lang;
  return mount(html, rest[0] ?? watching, rest[1]);
}

describe('languages', () => {
  afterEach(() => document.documentElement.removeAttribute('lang'));

  it('the nearest lang counts: own, around it, around its shadow root, the document’s; changed at run time', async () => {
    const { room } = await inLanguage('cs-CZ');
    await reads(room, 'Připojit se');
    equal([section(room).lang, section(room).dir], ['cs-CZ', 'ltr']);
    place().lang = 'de';
    await reads(room, 'Beitreten');
    room.lang = 'ja';
    await reads(room, '参加');
    room.removeAttribute('lang');
    place().removeAttribute('lang');
    document.documentElement.lang = 'pt-BR';
    await reads(room, 'Entrar');

    const host = document.createElement('div');
    host.lang = 'es-419';
    place().append(host);
    host.attachShadow({ mode: 'open' }).append(room);
    await reads(room, 'Unirse');
    host.lang = 'fr';
    await reads(room, 'Rejoindre');
  });

  /** The call's view comes when it is let go; patience ends when it is ended. */
  function held() {
    const view = Promise.withResolvers<void>();
    const waiting: (() => void)[] = [];
    return {
      letGo: view.resolve,
      endPatience: () => waiting.map((end) => end()),
      environment: {
        loadCallView: () => view.promise.then(() => import('./call-view.ts')),
        after: (_ms: number, callback: () => void) => {
          waiting.push(callback);
          return () => {};
        },
      },
    };
  }

  it('a page in another language never sees English first', async () => {
    const { letGo, environment } = held();
    const { room } = await inLanguage('cs', tag, watching, environment);
    const root = room.shadowRoot as ShadowRoot;
    const seen: string[] = [];
    const look = () => seen.push(section(room)?.textContent ?? '');
    look();
    const observer = new MutationObserver(look);
    observer.observe(root, { childList: true, characterData: true, subtree: true });
    equal(deep(room, 'section'), undefined);
    letGo();
    await reads(room, 'Připojit se');
    observer.disconnect();
    equal(
      seen.filter((text) => /Join|Listen|is here/.test(text)),
      [],
    );
  });

  it('what has been waited for too long is said in English, and later in the language', async () => {
    const { letGo, endPatience, environment } = held();
    const { room } = await inLanguage('cs', tag, watching, environment);
    equal(deep(room, 'section'), undefined);
    endPatience();
    await reads(room, 'Join');
    letGo();
    await reads(room, 'Připojit se');
  });

  for (const lang of ['', 'tlh', 'en-GB', 'not a language', 'de_DE'])
    it(`lang="${lang}" is English`, async () => {
      const { room } = await inLanguage('cs');
      await reads(room, 'Připojit se');
      room.lang = lang;
      await reads(room, 'Join');
      equal([section(room).lang, section(room).dir], [lang === 'en-GB' ? lang : 'en', 'ltr']);
    });

  it('numbers take the plural forms of the language', async () => {
    const people = (count: number) => Array.from({ length: count }, (_, id) => fakeParticipant({ id: `${id}` }));
    const { room, client } = await inLanguage('cs');
    const status = () => deep(room, '[part="status"]')?.textContent;
    for (const [lang, count, text] of [
      ['cs', 1, '1 člověk'],
      ['cs', 3, '3 lidé'],
      ['cs', 5, '5 lidí'],
      ['ar-AE', 1, 'شخص واحد'],
      ['ar-AE', 2, 'شخصان'],
      ['ar-AE', 3, '3 أشخاص'],
      ['ar-AE', 11, '11 شخصًا'],
      ['ar-EG', 100, '١٠٠ شخص'],
    ] as const) {
      document.documentElement.lang = lang;
      client.set({ participants: people(count) });
      await until(() => status() === text, `${lang} ${count}: ${text}, not ${status()}`);
    }
  });

  it('right to left: the whole of a call, its dialogs too, and back', async () => {
    const { room } = await inLanguage('ar', tag, { ...inCall, devices });
    const mute = () => deep(room, '[part~="mute-button"]');
    await until(() => mute()?.title === 'كتم', 'Arabic');
    equal(section(room).dir, 'rtl');
    const x = (part: string) => deep(room, `[part~="${part}"]`)?.getBoundingClientRect().x ?? 0;
    ok(x('mute-button') > x('leave-button'), 'the first button is on the right');
    deep(room, '[part~="settings-button"]')?.click();
    const dialog = await until(() => deep(room, 'dialog[open]'), 'the settings');
    await until(() => getComputedStyle(dialog).direction === 'rtl', 'the dialog');
    equal(dialog.querySelector('h2')?.textContent, 'الإعدادات');
    document.documentElement.lang = 'en';
    await until(() => mute()?.title === 'Mute' && dialog.querySelector('h2')?.textContent === 'Settings', 'back');
    equal([section(room).dir, getComputedStyle(dialog).direction], ['ltr', 'ltr']);
  });

  it('what a screen reader is told, and an error in its event, as a property and as a rejection', async () => {
    const { room, client } = await inLanguage('cs', tag, inCall);
    await until(() => deep(room, '[part~="mute-button"]')?.title === 'Ztlumit', 'Czech');
    client.set({ participants: [...client.snapshot.participants, fakeParticipant({ id: 'b', displayName: 'Bea' })] });
    await until(() => deep(room, 'voice-announcer')?.shadowRoot?.textContent?.includes('Bea vstupuje'), 'spoken');

    const told: string[] = [];
    room.addEventListener('voice-error', ({ code, message, fix }) => told.push(code, message, fix));
    const full = new RoomError('room_full');
    client.set({ state: 'error', error: full });
    equal(told, ['room_full', 'Místnost je plná.', 'Zkuste to znovu, až někdo odejde.']);
    const { error } = room;
    ok(error instanceof RoomError && error === room.error, 'one error, not another each time');
    equal([error.code, error.message, full.message], ['room_full', 'Místnost je plná.', 'The room is full.']);
    await until(() => deep(room, '[role="alert"]')?.textContent?.includes('Místnost je plná.'), 'shown');
    client.fail('join', new RoomError('room_locked'));
    equal((await room.join().catch((error) => error)).message, 'Místnost je zamčená.');
  });

  it('messages override any string: before the upgrade, after it, in any language, in an error', async () => {
    // Of a document without definitions: what is set on it is set before the upgrade.
    const early = document.implementation.createHTMLDocument().createElement('voice-room') as VoiceRoom;
    const { room, client } = await inLanguage('de');
    const own: Messages = {
      lobby: { join: 'Setz dich dazu', people: { one: 'einer', other: '{count} Leute' } },
      errors: { room_full: ['Alle Plätze sind besetzt.', 'Komm später wieder.'] },
    };
    room.messages = own;
    await reads(room, 'Setz dich dazu');
    await until(() => deep(room, '[part="status"]')?.textContent === 'einer', 'a plural');
    await until(() => deep(room, '.hint')?.textContent?.startsWith('Dein Browser'), 'the rest as it was');
    client.set({ state: 'error', error: new RoomError('room_full') });
    await until(() => deep(room, '[role="alert"]')?.textContent?.includes('Alle Plätze sind besetzt.'), 'the error');
    room.messages = undefined;
    await until(() => deep(room, '[role="alert"]')?.textContent?.includes('Der Raum ist voll.'), 'taken back');

    early.room = 'lobby';
    early.displayName = 'Grace';
    early.messages = { lobby: { join: 'Come in' } };
    document.documentElement.lang = 'nl';
    place().append(early);
    await reads(early, 'Come in');
    // What looks after the language comes after the words.
    await until(() => section(early).lang, 'a language');
    equal([section(early).lang, section(early).dir], ['nl', ''], 'a language of the page’s own');
  });

  it('a list of rooms takes its words and its direction likewise', async () => {
    await inLanguage('ar');
    const { VoiceRoomList } = await import('./voice-room-list.ts');
    const { define } = await import('./define.ts');
    VoiceRoomList.load = () => import('./room-list-view.ts');
    define('voice-room-list', VoiceRoomList);
    const list = document.createElement('voice-room-list');
    list.server = location.origin;
    list.messages = { rooms: { loading: 'Moment…' } };
    place().append(list);
    await until(() => list.shadowRoot?.querySelector('voice-rooms')?.dir === 'rtl', 'right to left');
    await until(() => deep(list, 'section')?.ariaLabel === 'الغرف الصوتية', 'Arabic');
    equal(deep(list, 'p')?.textContent, 'Moment…');
    list.remove();
  });

  it('a language that does not load is English, and is tried again', async () => {
    let fails = true;
    const asked: string[] = [];
    const loadLanguage = (language: string): Promise<Translation> | undefined => {
      asked.push(language);
      return fails ? Promise.reject(new Error('offline')) : LANGUAGES[language]?.().then((chunk) => chunk.default);
    };
    const loadCallView = async () => ({
      ...(await import('./call-view.ts')),
      equip: (host: VoiceRoom) => speak(host, loadLanguage),
    });
    const { room, client } = await inLanguage('cs', tag, watching, { loadCallView });
    await until(() => asked.length && label(room) === 'Join', 'English');
    equal(section(room).lang, 'en');
    fails = false;
    client.set({ participants: [ada, fakeParticipant({ id: 'c' })] });
    await reads(room, 'Připojit se');
  });
});
