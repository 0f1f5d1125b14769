import { RoomError } from '../client/errors.ts';
import { equal, ok, until } from './testing/assert.ts';
import { ada, deep, inCall, me, mount } from './testing/mount.ts';

const tag = '<voice-room room="lobby" display-name="Grace"></voice-room>';
const moderator = { ...me, role: 'moderator' as const };
const host = (room: Element) => deep(room, 'voice-moderator');
const inside = (room: Element, selector: string) =>
  host(room)?.shadowRoot?.querySelector<HTMLElement>(selector) ?? undefined;
const buttons = (room: Element) =>
  Array.from(host(room)?.shadowRoot?.querySelectorAll<HTMLElement>('dialog button') ?? []);
const named = (room: Element, text: string) => buttons(room).find((button) => button.textContent?.trim() === text);

async function open(participant = ada) {
  const stage = await mount(tag, { ...inCall, participants: [participant, moderator] });
  const button = await until(() => inside(stage.room, '.open'), 'the menu’s button');
  button.click();
  await until(() => inside(stage.room, 'dialog[open]'), 'the dialog');
  return { ...stage, client: stage.client, button };
}

describe('the moderator’s menu', () => {
  it('is there for a moderator, about everybody else, and for nobody but a moderator', async () => {
    const { room, client } = await mount(tag, { ...inCall, participants: [ada, moderator] });
    await until(() => inside(room, '.open'), 'a menu');
    const menus = () => deep(room, 'voice-call')?.shadowRoot?.querySelectorAll('voice-moderator, voice-rules').length;
    equal(menus(), 2, 'one for Ada, and the rules');
    client.set({ participants: [ada, me] });
    await until(() => menus() === 0, 'gone with the role');
  });

  for (const [text, call] of [
    ['Mute for everybody', ['muteParticipant', 'a', true]],
    ['Make a listener', ['setParticipantRole', 'a', 'listener']],
    ['Make a moderator', ['setParticipantRole', 'a', 'moderator']],
  ] as const)
    it(`${text}: asks the client, and closes when it is done`, async () => {
      const { room, client } = await open();
      named(room, text)?.click();
      await until(() => !inside(room, 'dialog[open]'), 'closed');
      equal(client.calls.at(-1), call);
    });

  it('the muted can be let speak, a listener made a speaker', async () => {
    const { room } = await open({ ...ada, serverMuted: true, role: 'listener' });
    ok(named(room, 'Let be heard again') && named(room, 'Make a speaker'), 'what undoes it');
    ok(!named(room, 'Mute for everybody') && !named(room, 'Make a listener'), 'not what is so');
  });

  for (const [first, question, confirm, options] of [
    ['Remove from the room…', 'Remove Ada Lovelace from the room?', 'Remove', { ban: false }],
    ['Ban from the room…', 'Ban Ada Lovelace from this room?', 'Ban for an hour', { ban: 3600 }],
    ['Ban from the room…', 'Ban Ada Lovelace from this room?', 'Ban until lifted', { ban: true }],
  ] as const)
    it(`${confirm}: asks first, with the safe answer at hand`, async () => {
      const { room, client, calls } = await open();
      named(room, first)?.click();
      await until(() => inside(room, 'h3')?.textContent === question, 'the question');
      await until(() => host(room)?.shadowRoot?.activeElement === named(room, 'Cancel'), 'Cancel has the focus');
      equal(calls('removeParticipant'), []);
      named(room, 'Cancel')?.click();
      await until(() => named(room, first), 'back');
      named(room, first)?.click();
      await until(() => named(room, confirm), 'asked again');
      named(room, confirm)?.click();
      await until(() => !inside(room, 'dialog[open]'), 'closed');
      equal(client.calls.at(-1), ['removeParticipant', 'a', options]);
    });

  it('a refusal is said where it was asked; a page may cancel', async () => {
    const { room, client } = await open();
    client.fail('muteParticipant', new RoomError('forbidden'));
    named(room, 'Mute for everybody')?.click();
    await until(() => inside(room, '[role="alert"]')?.textContent === 'You may not do that.', 'why not');
    const before = client.calls.length;
    room.addEventListener('voice-moderate-request', (event) => event.preventDefault());
    named(room, 'Mute for everybody')?.click();
    await until(() => true, '');
    equal(client.calls.length, before);
  });

  it('every button has a name and room for a finger, and Escape closes', async () => {
    const { room, button } = await open();
    equal(button.ariaLabel, 'Moderate Ada Lovelace');
    for (const each of [button, ...buttons(room)]) {
      ok(each.offsetHeight >= 44 && each.offsetWidth >= 44, `${each.textContent} is large enough`);
    }
  });

  it('the rules show what is so and ask for the other', async () => {
    const { room, client } = await mount(tag, { ...inCall, participants: [ada, moderator] });
    const lock = await until(() => deep(room, 'voice-rules')?.shadowRoot?.querySelector('button'), 'the lock');
    equal(lock.ariaPressed, 'false');
    lock.click();
    equal(client.calls.at(-1), ['changeSettings', { locked: true }]);
    const { room: known } = client.snapshot;
    if (known) client.set({ room: { ...known, settings: { ...known.settings, locked: true } } });
    await until(() => lock.ariaPressed === 'true', 'locked');
  });
});
