import { RoomError } from '../client/errors.ts';
import { VoiceLeaveRequest } from './requests.ts';
import { equal, ok, turn, until } from './testing/assert.ts';
import { ada, deep, inCall, lobby, me, mount, watching } from './testing/mount.ts';
import { VoiceRoom } from './voice-room.ts';

describe('<voice-room>', () => {
  it('watches the room it names, on the server of the script, with the options of its attributes', async () => {
    const { clients, calls } = await mount(
      `<voice-room room="lobby" site-key="vr_pk_1" display-name="Ada" agent-id="a-1" multi-tab="allow" privacy="relay"
        noise-suppression="off" echo-cancellation="on"></voice-room>`,
    );
    equal(clients.length, 1);
    equal(clients[0]?.options, {
      room: 'lobby',
      server: 'https://voice.example.com',
      siteKey: 'vr_pk_1',
      displayName: 'Ada',
      agentId: 'a-1',
      privacy: 'relay',
      multiTab: 'allow',
      noiseSuppression: 'off',
      echoCancellation: 'on',
    });
    equal(calls('watch'), [[]]);
    equal(calls('join'), []);
  });

  it('keeps properties that were set before the script arrived', async () => {
    class Late extends VoiceRoom {}
    const tag = `late-room-${Math.random().toString(36).slice(2)}`;
    const { clients } = await mount('<voice-room></voice-room>');
    Late.environment = VoiceRoom.environment;
    const element = document.createElement(tag) as VoiceRoom;
    element.room = 'early';
    element.muted = true;
    document.body.append(element);
    customElements.define(tag, Late);
    await element.updateComplete;
    equal(clients.at(-1)?.options.room, 'early');
    equal(
      clients.at(-1)?.client.calls.find(([name]) => name === 'setMuted'),
      ['setMuted', true],
    );
  });

  it('asks the client for what a property says, and shows the truth afterwards', async () => {
    const { room, client, calls } = await mount('<voice-room room="lobby"></voice-room>', inCall);
    room.muted = true;
    await until(() => calls('setMuted').length, 'setMuted');
    equal(calls('setMuted'), [[true]]);
    await until(() => !room.muted, 'the fake did not mute, so the property says so');

    client.set({ muted: true });
    await room.updateComplete;
    ok(room.hasAttribute('muted'), 'reflected');
    ok(room.matches(':state(muted)'), 'as a custom state');
    equal(calls('setMuted'), [[true]], 'what the client says is not asked of it again');

    room.removeAttribute('muted');
    await until(() => calls('setMuted').length === 2, 'the attribute asks, too');
    equal(calls('setMuted')[1], [false]);
  });

  it('mutes who takes an unmute back while the microphone is still asked for', async () => {
    const { room, client, calls } = await mount('<voice-room room="lobby"></voice-room>', {
      ...inCall,
      muted: true,
    });
    let allow = () => {};
    client.answer(
      'setMuted',
      new Promise((resolve) => {
        allow = resolve;
      }),
    );
    room.muted = false;
    await until(() => calls('setMuted').length, 'unmute');
    client.answer('setMuted', Promise.resolve());
    room.muted = true;
    await until(() => calls('setMuted').length === 2, 'the last word');
    equal(calls('setMuted'), [[false], [true]]);
    allow();
    await turn();
    equal([room.muted, calls('setMuted').length], [true, 2]);
  });

  it('passes on later changes of attributes, and nothing that did not change', async () => {
    const { room, clients, calls } = await mount('<voice-room room="lobby"></voice-room>', watching);
    room.volume = 0.5;
    room.setAttribute('room', 'garden');
    room.setAttribute('token', 't');
    await room.updateComplete;
    equal(clients.length, 1);
    equal(calls('configure'), [[{ room: 'garden', token: 't' }]]);
    await until(() => calls('setVolume').at(-1)?.[0] === 0.5, 'setVolume');
    equal(room.volume, 0.5);
    for (const [attribute, volume] of [
      ['7', 1],
      ['5', 1],
      ['-1', 0],
      ['loud', 1],
    ] as const) {
      room.setAttribute('volume', attribute);
      await until(() => room.volume === volume, `${attribute} is ${volume}`);
      equal(clients[0]?.client.snapshot.volume, volume, attribute);
    }
    room.removeAttribute('room');
    await room.updateComplete;
    equal(calls('dispose'), [[]]);
  });

  it('joins by itself with auto-join, and again when it is put back', async () => {
    const { room, clients } = await mount('<voice-room room="lobby" auto-join></voice-room>', watching);
    const joined = (index: number) => clients[index]?.client.calls.some(([name]) => name === 'join');
    await until(() => joined(0), 'join');
    room.remove();
    await until(() => clients[0]?.client.calls.some(([name]) => name === 'dispose'), 'dispose');
    document.body.append(room);
    await until(() => joined(1), 'join of a new client');
    equal(clients.length, 2);
  });

  it('auto-join joins where a token provider comes, not at every new function of one', async () => {
    const { room, calls } = await mount('<voice-room room="lobby" auto-join></voice-room>', watching);
    await until(() => calls('join').length === 1, 'join');
    room.tokenProvider = async () => 'one';
    await until(() => calls('join').length === 2, 'with a provider it is elsewhere');
    room.tokenProvider = async () => 'two';
    await room.updateComplete;
    await turn();
    equal(calls('join').length, 2);
    equal(calls('configure').length, 2, 'the next join asks the new one');
    room.tokenProvider = undefined;
    await until(() => calls('join').length === 3, 'without one too');
  });

  it('keeps the call when it only moves, leaves when it is removed', async () => {
    const { room, clients, calls } = await mount('<voice-room room="lobby"></voice-room>', inCall);
    const left: string[] = [];
    room.addEventListener('voice-left', ({ reason }) => left.push(reason));
    document.body.append(room);
    await room.updateComplete;
    equal(calls('dispose'), []);
    room.remove();
    await until(() => calls('dispose').length, 'dispose');
    equal(left, ['left']);
    equal(room.state, 'idle');
    equal(room.participants, []);
    equal(clients.length, 1);
  });

  it('tells facts on itself, with the snapshot already in its properties', async () => {
    const { room, client } = await mount('<voice-room room="lobby"></voice-room>', watching);
    const facts: unknown[] = [];
    room.addEventListener('voice-state-change', ({ state, previous }) => facts.push([previous, state, room.state]));
    room.addEventListener('voice-joined', ({ participant }) => facts.push([participant.id, room.self?.id]));
    room.addEventListener('voice-error', ({ code, fix }) => facts.push([code, fix === room.error?.fix]));
    document.body.addEventListener('voice-joined', () => facts.push('bubbled'), { once: true });
    client.set({ state: 'joining' });
    client.set(inCall);
    client.set({ state: 'error', error: new RoomError('room_full') });
    equal(facts, [
      ['idle', 'joining', 'joining'],
      ['joining', 'connected', 'connected'],
      ['m', 'm'],
      ['connected', 'error', 'error'],
      ['room_full', true],
    ]);
  });

  it('has custom states', async () => {
    const { room, client } = await mount('<voice-room room="lobby"></voice-room>', watching);
    ok(room.matches(':state(idle)'), 'idle');
    client.set({ ...inCall, deafened: true, participants: [ada, { ...me, speaking: true }] });
    for (const state of ['connected', 'speaking', 'deafened']) ok(room.matches(`:state(${state})`), state);
    ok(!room.matches(':state(idle)'), 'no longer idle');
  });

  it('obeys requests, unless the page cancels them', async () => {
    const { room, calls } = await mount('<voice-room room="lobby"></voice-room>', inCall);
    room.addEventListener('voice-leave-request', (event) => event.preventDefault(), { once: true });
    room.dispatchEvent(new VoiceLeaveRequest({}));
    await room.updateComplete;
    await turn();
    equal(calls('leave'), []);
    room.dispatchEvent(new VoiceLeaveRequest({}));
    await until(() => calls('leave').length, 'leave');
  });

  it('its methods settle as the client’s do; a refusal no snapshot tells becomes an event', async () => {
    const { room, client, calls } = await mount('<voice-room room="lobby"></voice-room>', inCall);
    await room.setParticipantVolume('a', 0.3);
    await room.muteParticipant('a', true);
    await room.removeParticipant('a');
    equal(
      [calls('setParticipantVolume'), calls('muteParticipant'), calls('removeParticipant')],
      [[['a', 0.3]], [['a', true]], [['a']]],
    );
    equal(room.stats, [], 'stats');
    const codes: string[] = [];
    room.addEventListener('voice-error', ({ code }) => codes.push(code));
    client.fail('removeParticipant', new RoomError('forbidden'));
    const refusal = await room.removeParticipant('a').catch((error: unknown) => error);
    ok(refusal instanceof RoomError && refusal.code === 'forbidden', 'the RoomError itself');
    equal(codes, ['forbidden']);
  });

  it('without a room it says so and refuses to join', async () => {
    const { room, clients } = await mount('<voice-room></voice-room>');
    equal(clients.length, 0);
    ok(room.shadowRoot?.textContent?.includes('<voice-room room="lobby">'), 'how to name one');
    const error = await room.join().catch((reason: unknown) => reason);
    ok(error instanceof RoomError && error.code === 'room_not_found', 'room_not_found');
  });

  it('layout="none" renders nothing, takes no space and loads no call view', async () => {
    let loads = 0;
    const { room, client } = await mount('<voice-room room="lobby" layout="none"></voice-room>', watching, {
      loadCallView() {
        loads += 1;
        return import('./call-view.ts');
      },
    });
    client.set(inCall);
    await room.updateComplete;
    equal(room.shadowRoot?.childElementCount, 0);
    equal(room.offsetHeight, 0);
    equal(loads, 0);
    equal(room.participants.length, 2);
  });

  it('tries to load the call view again when that failed', async () => {
    let loads = 0;
    const { room, client } = await mount('<voice-room room="lobby"></voice-room>', watching, {
      loadCallView: () => (++loads === 1 ? Promise.reject(new Error('offline')) : import('./call-view.ts')),
    });
    client.set({ state: 'joining' });
    await until(() => loads === 1, 'first load');
    client.set(inCall);
    await until(() => deep(room, 'voice-call'), 'the call');
  });

  it('several rooms on one page do not know each other', async () => {
    const { clients } = await mount(
      '<voice-room room="one"></voice-room><voice-room room="two"></voice-room>',
      watching,
    );
    await until(() => clients.length === 2, 'two clients');
    const [one, two] = document.querySelectorAll('voice-room');
    clients[0]?.client.set(inCall);
    equal([one?.state, two?.state], ['connected', 'idle']);
  });

  it('goes on where the keyboard was: from Join to the controls and back', async () => {
    const { room, client } = await mount('<voice-room room="lobby" display-name="Ada"></voice-room>', watching);
    const join = await until(() => deep(room, 'button'), 'join');
    join.focus();
    client.set({ state: 'joining' });
    client.set(inCall);
    const active = () => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element;
    };
    await until(() => active()?.getAttribute('part')?.includes('mute-button'), 'focus on mute');
    client.set({ ...watching, state: 'idle', leaveReason: 'left' });
    await until(() => active()?.textContent?.includes('Join again'), 'focus on join');
  });

  it('exposes its parts and slots to the page', async () => {
    const { room } = await mount(
      `<style>voice-room::part(mute-button) { outline-color: rgb(1, 2, 3) } voice-room::part(name) { color: rgb(4, 5, 6) }</style>
      <voice-room room="lobby"><b slot="empty">Lonely</b><i slot="mute-icon">M</i><u slot="footer">Foot</u></voice-room>`,
      { ...inCall, participants: [me] },
    );
    const mute = await until(() => deep(room, '[part~="mute-button"]'), 'mute');
    equal(getComputedStyle(mute).outlineColor, 'rgb(1, 2, 3)');
    const name = await until(() => deep(room, '[part~="name"]'), 'name');
    equal(getComputedStyle(name).color, 'rgb(4, 5, 6)');
    for (const selector of ['b', 'i', 'u'])
      ok(room.querySelector<HTMLElement>(selector)?.offsetHeight, `${selector} is shown`);
    ok(!mute.querySelector('svg')?.getBoundingClientRect().width, 'instead of the icon');
    ok(deep(room, '[part~="leave-button"]')?.querySelector('svg')?.getBoundingClientRect().width, 'the others stay');
  });

  it('names the room by its record, or by what was asked for', async () => {
    const { room, client } = await mount('<voice-room room="garden"></voice-room>', { live: 'open' });
    const title = () => room.shadowRoot?.querySelector('h2')?.textContent;
    equal(title(), 'garden');
    client.set({ room: lobby });
    await room.updateComplete;
    equal(title(), 'The lobby');
  });
});
