import { equal, ok, turn, until } from './testing/assert.ts';
import { deep, devices, inCall, mount, watching } from './testing/mount.ts';
import type { VoiceRoom } from './voice-room.ts';

const tag = '<voice-room room="lobby" ptt-key="KeyV"></voice-room>';
const talking = { ...inCall, devices: { ...devices, pttKey: 'KeyV' }, talking: false };

function press(
  type: 'keydown' | 'keyup',
  init: KeyboardEventInit = {},
  target: EventTarget = document.body,
): KeyboardEvent {
  const event = new KeyboardEvent(type, { code: 'KeyV', bubbles: true, composed: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  return event;
}

async function start(html = tag) {
  const stage = await mount(html, talking);
  const button = await until(() => talkButton(stage.room), 'the talk button');
  // The button may be known from an earlier test: its feature listens once it is mounted, too.
  for (let turns = 0; turns < 10; turns += 1) await turn();
  const said = () => stage.calls('setTalking').map(([on]) => on);
  return { ...stage, button, said };
}

const talkButton = (room: VoiceRoom) => deep(room, '[part~="talk-button"]');

describe('push-to-talk', () => {
  it('by key, anywhere in the page: held is open, key repeat is nothing new', async () => {
    const { said } = await start();
    ok(press('keydown').defaultPrevented, 'the page does not scroll by it');
    press('keydown', { repeat: true });
    equal(said(), [true]);
    press('keyup', { code: 'KeyB' });
    press('keyup');
    equal(said(), [true, false]);
  });

  const fields: [string, () => HTMLElement][] = [
    ['an input', () => document.createElement('input')],
    ['a textarea', () => document.createElement('textarea')],
    ['a list that is searched by typing', () => document.createElement('select')],
    ['something editable', () => Object.assign(document.createElement('p'), { contentEditable: 'true' })],
  ];
  for (const [name, make] of fields)
    it(`not while typing into ${name}, in the page or in a shadow root`, async () => {
      const { said } = await start();
      const field = make();
      document.body.append(field);
      ok(!press('keydown', {}, field).defaultPrevented, 'typed');
      const host = document.createElement('div');
      document.body.append(host);
      const inner = make();
      host.attachShadow({ mode: 'open' }).append(inner);
      ok(!press('keydown', {}, inner).defaultPrevented, 'typed inside');
      equal(said(), []);
      field.remove();
      host.remove();
    });

  it('checkboxes and sliders take no text: it works there', async () => {
    const { said } = await start();
    const box = Object.assign(document.createElement('input'), { type: 'checkbox' });
    document.body.append(box);
    press('keydown', {}, box);
    equal(said(), [true]);
    box.remove();
  });

  for (const modifier of ['ctrlKey', 'altKey', 'metaKey'] as const)
    it(`not with ${modifier}; it lets go of a held key`, async () => {
      const { said } = await start();
      ok(!press('keydown', { [modifier]: true }).defaultPrevented, 'left to the browser');
      press('keydown');
      press('keydown', { code: 'KeyC', [modifier]: true });
      equal(said(), [true, false]);
    });

  it('a modifier may be the key itself', async () => {
    const { client, said } = await start();
    client.set({ devices: { ...devices, pttKey: 'ControlLeft' } });
    press('keydown', { code: 'ControlLeft', ctrlKey: true });
    press('keyup', { code: 'ControlLeft' });
    equal(said(), [true, false]);
  });

  const ways: [string, () => unknown][] = [
    ['the window loses the focus', () => dispatchEvent(new Event('blur'))],
    ['the page is hidden', () => document.dispatchEvent(new Event('visibilitychange'))],
    ['the page goes away', () => dispatchEvent(new Event('pagehide'))],
    [
      'the focus goes into a field',
      () => document.querySelector('input')?.dispatchEvent(new FocusEvent('focusin', { bubbles: true })),
    ],
  ];
  for (const [name, happen] of ways)
    it(`lets go when ${name}`, async () => {
      const { said } = await start(`<input>${tag}`);
      press('keydown');
      happen();
      equal(said(), [true, false]);
    });

  it('another key chosen while this one is held: it still lets go', async () => {
    const { client, said } = await start();
    press('keydown');
    client.set({ devices: { ...devices, pttKey: 'KeyB' } });
    press('keyup');
    press('keydown', { code: 'KeyB' });
    equal(said(), [true, false, true]);
  });

  it('by pointer on the button, also when it leaves the button or is taken away', async () => {
    const { button, said } = await start();
    button.setPointerCapture = () => {};
    const point = (type: string) => button.dispatchEvent(new PointerEvent(type, { pointerId: 1, button: 0 }));
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) {
      point('pointerdown');
      point(end);
      await turn();
    }
    equal(said(), [true, false, true, false, true, false]);
  });

  for (const [how, gone] of [
    ['one is out of the room', { ...watching, state: 'idle', microphone: 'off', talking: null }],
    ['there is no key any more', { devices: { ...devices, pttKey: null } }],
  ] as const)
    it(`a button held while ${how} lets go, and the next one and the key work`, async () => {
      const { room, client, button, said } = await start();
      button.setPointerCapture = () => {};
      button.dispatchEvent(new PointerEvent('pointerdown', { pointerId: 1, button: 0 }));
      await until(() => said().length === 1, 'talks');
      client.set(gone);
      await until(() => !talkButton(room) && said().length === 2, 'lets go');
      client.set(talking);
      const next = await until(() => talkButton(room), 'the next button');
      press('keydown');
      press('keyup');
      next.setPointerCapture = () => {};
      next.dispatchEvent(new PointerEvent('pointerdown', { pointerId: 2, button: 0 }));
      await until(() => said().length === 5, 'talks again');
      next.dispatchEvent(new PointerEvent('pointerup', { pointerId: 2, button: 0 }));
      await until(() => said().length === 6, 'lets go again');
      equal(said(), [true, false, true, false, true, false]);
    });

  it('a button that goes with the layout lets go', async () => {
    const { room, button, said } = await start();
    button.setPointerCapture = () => {};
    button.dispatchEvent(new PointerEvent('pointerdown', { pointerId: 1, button: 0 }));
    await until(() => said().length === 1, 'talks');
    room.layout = 'none';
    await until(() => said().length === 2, 'lets go');
    equal(said(), [true, false]);
  });

  it('by keyboard on the button; a press of a screen reader switches it', async () => {
    const { client, button, said } = await start();
    press('keydown', { code: 'Enter' }, button);
    press('keydown', { code: 'Enter', repeat: true }, button);
    press('keyup', { code: 'Enter' }, button);
    await turn();
    equal(said(), [true, false]);
    button.click();
    await turn();
    client.set({ talking: true });
    await until(() => button.ariaPressed === 'true', 'pressed');
    button.click();
    await turn();
    equal(said(), [true, false, true, false]);
  });

  it('the button says what is so: hold, talking, or muted', async () => {
    const { client, button } = await start();
    const words = () => button.querySelector('span')?.textContent;
    equal([words(), button.querySelector('kbd')?.textContent], ['Hold to talk', 'V']);
    client.set({ talking: true });
    await until(() => words() === 'Talking', 'talking');
    client.set({ muted: true });
    await until(() => words() === 'Unmute to talk', 'muted');
    equal(button.getAttribute('aria-disabled'), 'true');
    ok(button.offsetHeight >= 44 && button.offsetWidth >= 44, 'large enough');
  });

  it('several elements on a page each follow; one that is removed lets go and listens no more', async () => {
    const { room, clients } = await start(`${tag}<voice-room room="two" ptt-key="KeyV"></voice-room>`);
    const said = (index: number) => clients[index]?.client.calls.filter(([name]) => name === 'setTalking').length;
    await until(() => Array.from(document.querySelectorAll('voice-room')).every(talkButton), 'both');
    press('keydown');
    equal([said(0), said(1)], [1, 1]);
    room.remove();
    press('keyup');
    press('keydown');
    equal([said(0), said(1)], [2, 3]);
    press('keyup');
  });

  it('without the attribute nothing is loaded and no key is taken', async () => {
    const { room, calls } = await mount('<voice-room room="lobby"></voice-room>', inCall);
    await until(() => deep(room, '[part~="mute-button"]'), 'the call');
    ok(!press('keydown').defaultPrevented, 'left alone');
    equal([calls('setTalking'), talkButton(room) ?? null], [[], null]);
  });
});
