import { RoomError } from '../client/errors.ts';
import type { ChatMessage } from '../client/room-snapshot.ts';
import { equal, ok, turn, until } from './testing/assert.ts';
import { ada, deep, inCall, lobby, me, mount } from './testing/mount.ts';
import type { VoiceChat } from './voice-chat.ts';

const tag = '<voice-room room="lobby" display-name="Grace" chat></voice-room>';
const at = '2026-01-01T12:00:00.000Z';
const from = { participantId: ada.id, displayName: 'Ada' };
const says = (id: number, text: string): ChatMessage => ({ id, ...from, text, at });

async function chat(snapshot: Parameters<typeof mount>[1] = {}, html = tag) {
  const stage = await mount(html, { ...inCall, ...snapshot });
  const view = () => stage.room.shadowRoot?.querySelector('voice-chat') as VoiceChat | null;
  await until(() => view()?.shadowRoot?.querySelector('button'), 'the chat');
  const find = <T extends HTMLElement>(selector: string) => view()?.shadowRoot?.querySelector<T>(selector);
  const text = (selector: string) => find(selector)?.textContent?.replace(/\s+/g, ' ').trim();
  return { ...stage, view, find, text };
}

describe('the chat', () => {
  it('is not there without the attribute, comes with it and goes with it', async () => {
    const { room } = await mount('<voice-room room="lobby" display-name="Grace"></voice-room>', inCall);
    await until(() => deep(room, 'voice-hand-button'), 'the call');
    await turn();
    equal(room.shadowRoot?.querySelector('voice-chat'), null);
    room.chat = true;
    await until(() => room.shadowRoot?.querySelector('voice-chat'), 'the chat');
    room.chat = false;
    await until(() => !room.shadowRoot?.querySelector('voice-chat'), 'no chat');
  });

  it('shows text as text, says it, counts what is unread', async () => {
    const { client, find, text, view } = await chat();
    client.set({ messages: [says(1, '<img src=x onerror=alert(1)>'), { ...says(2, 'mine'), participantId: me.id }] });
    await until(() => text('.unread [aria-hidden]') === '1', 'one unread');
    equal(text('.unread .unseen'), '1 new message');
    equal(text('[role=status]'), 'Ada: <img src=x onerror=alert(1)>');
    find('.toggle')?.click();
    await until(() => find('ol'), 'open');
    equal(find('.text')?.innerHTML.replace(/<!--.*?-->/g, ''), '&lt;img src=x onerror=alert(1)&gt;');
    equal(view()?.shadowRoot?.querySelector('img'), null);
    equal(find('.unread'), null);
    await until(() => view()?.shadowRoot?.activeElement === find('input'), 'the field has the focus');
    client.set({ messages: [...client.snapshot.messages, says(3, 'more')] });
    await until(() => view()?.shadowRoot?.querySelectorAll('li').length === 3, 'three');
    equal(find('.unread'), null);
  });

  it('says nothing when nothing is to be announced', async () => {
    const { client, find, text } = await chat({}, tag.replace(' chat', ' chat announce="none"'));
    client.set({ messages: [says(1, 'psst')] });
    await until(() => find('.unread'), 'unread');
    equal(text('[role=status]'), '');
  });

  it('sends, keeps what is refused with the reason, and not an empty one', async () => {
    const { client, calls, find, text } = await chat();
    find('.toggle')?.click();
    await until(() => find('form'), 'open');
    const field = find<HTMLInputElement>('input');
    const form = find<HTMLFormElement>('form');
    ok(field && form, 'a field');
    form.requestSubmit();
    field.value = ' hello ';
    form.requestSubmit();
    await until(() => field.value === '', 'sent');
    equal(calls('sendMessage'), [['hello']]);
    client.fail('sendMessage', new RoomError('rate_limited'));
    field.value = 'again';
    form.requestSubmit();
    await until(() => text('[role=alert]'), 'the refusal');
    equal([text('[role=alert]'), field.value], ['That was too much at once.', 'again']);
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
    await until(() => !find('form'), 'closed');
  });

  it('reacts; a reaction floats and goes', async () => {
    const { client, calls, find, view, text } = await chat();
    find('[aria-label="Applause"]')?.click();
    await until(() => calls('react').length, 'react');
    equal(calls('react'), [['👏']]);
    client.set({ reactions: [{ id: 7, ...from, emoji: '🎉' }] });
    await until(() => text('.float span')?.startsWith('🎉'), 'floating');
    equal(text('[role=status]'), 'Ada: 🎉');
    find('.float span')?.dispatchEvent(new AnimationEvent('animationend'));
    await until(() => !view()?.shadowRoot?.querySelector('.float span'), 'gone');
  });

  it('says the same again as often as it is said', async () => {
    const { client, find, text } = await chat();
    const region = find('[role=status]');
    ok(region, 'the region');
    let changes = 0;
    new MutationObserver(() => {
      changes += 1;
    }).observe(region, { childList: true, characterData: true, subtree: true });
    const reactions = [7, 8, 9].map((id) => ({ id, ...from, emoji: '🎉' }));
    for (const count of [1, 2, 3]) {
      client.set({ reactions: reactions.slice(0, count) });
      await until(() => changes === count, `told ${count} times`);
      equal(text('[role=status]'), 'Ada: 🎉');
    }
  });

  it('switched off: nothing to react with; a moderator switches it', async () => {
    const off = { ...lobby, settings: { ...lobby.settings, chat: false } };
    const { client, calls, find, text } = await chat({ room: off });
    equal(
      [text('.notice'), find('.reactions'), find('.allow')],
      ['A moderator has switched the chat off.', null, null],
    );
    client.set({ participants: [ada, { ...me, role: 'moderator' }] });
    await until(() => find('.allow'), 'the switch');
    equal(find('.allow')?.ariaPressed, 'false');
    find('.allow')?.click();
    await until(() => calls('changeSettings').length, 'changeSettings');
    equal(calls('changeSettings'), [[{ chat: true }]]);
  });
});

describe('raised hands', () => {
  it('a button asks, what is pressed is so, and a page may say no', async () => {
    const { room, client, calls } = await mount(tag, inCall);
    const button = () => deep(room, '[part~="hand-button"]');
    await until(button, 'the button');
    room.addEventListener('voice-hand-request', (event) => event.preventDefault(), { once: true });
    button()?.click();
    equal(calls('raiseHand'), []);
    button()?.click();
    equal(calls('raiseHand'), [[true]]);
    client.set({ participants: [ada, { ...me, handRaisedAt: at }] });
    await until(() => button()?.ariaPressed === 'true', 'pressed');
    button()?.click();
    equal(calls('raiseHand').at(-1), [false]);
  });

  it('who raised first is first, in words too; one alone has no number', async () => {
    const second = '2026-01-01T12:00:01.000Z';
    const { room, client } = await mount(tag, { ...inCall, participants: [{ ...ada, handRaisedAt: second }, me] });
    const words = () =>
      Array.from(
        deep(room, 'voice-call')?.shadowRoot?.querySelectorAll('voice-hand') ?? [],
        (hand) => hand.shadowRoot?.querySelector('span')?.ariaLabel ?? '',
      );
    await until(() => words()[0] === 'Hand raised', 'one hand');
    client.set({
      participants: [
        { ...ada, handRaisedAt: second },
        { ...me, handRaisedAt: at },
      ],
    });
    await until(() => words()[1], 'two hands');
    equal(words(), ['Hand raised, number 2 of 2', 'Hand raised, number 1 of 2']);
    await until(() => deep(room, 'voice-announcer')?.shadowRoot, 'the announcer');
  });
});
