import { RoomError } from '../client/errors.ts';
import type { ParticipantSnapshot } from '../client/room-snapshot.ts';
import { equal, ok, turn, until } from './testing/assert.ts';
import { ada, deep, inCall, me, mount } from './testing/mount.ts';
import type { VoiceRoom } from './voice-room.ts';

const tag = '<voice-room room="lobby" display-name="Grace"></voice-room>';
const moderator = { ...me, role: 'moderator' as const };
const part = (room: VoiceRoom, name: string) => deep(room, `[part~="${name}"]`);
const people = (room: VoiceRoom) =>
  Array.from(deep(room, 'voice-call')?.shadowRoot?.querySelectorAll('voice-participant') ?? []);

async function call(snapshot: Parameters<typeof mount>[1] = {}) {
  const stage = await mount(tag, { ...inCall, ...snapshot });
  await until(() => people(stage.room).at(-1)?.shadowRoot?.textContent && part(stage.room, 'controls'), 'the call');
  return stage;
}

describe('the call', () => {
  const cases: [Partial<ParticipantSnapshot>, status: string][] = [
    [{}, ''],
    [{ speaking: true }, 'Speaking'],
    [{ quality: 'poor' }, 'Poor signal'],
    [{ quality: 'poor', muted: true }, 'Muted'],
    [{ quality: 'poor', isSelf: true }, 'You · Poor signal'],
    [{ status: 'connecting', muted: true }, 'Connecting…'],
    [{ status: 'disconnected' }, 'Reconnecting…'],
    [{ muted: true }, 'Muted'],
    [{ muted: true, serverMuted: true }, 'Muted by a moderator'],
    [{ serverMuted: true, serverMutedBy: 'm' }, 'Muted by Grace Hopper'],
    [{ muted: true, deafened: true }, 'Deafened'],
    [{ role: 'listener' }, 'Listening only'],
    [{ isSelf: true, muted: true }, 'You · Muted'],
  ];
  for (const [values, status] of cases)
    it(`${JSON.stringify(values)} reads "${status}"`, async () => {
      const { room } = await call({ participants: [{ ...ada, ...values }, ...(values.isSelf ? [] : [me])] });
      equal(people(room)[0]?.shadowRoot?.querySelector('.status')?.textContent, status);
    });

  it('a ring appears and goes with the voice, on that participant alone', async () => {
    const { room, client } = await call();
    const rings = () => people(room).map((person) => person.hasAttribute('speaking'));
    client.set({ participants: [{ ...ada, speaking: true }, me] });
    await until(() => rings()[0], 'on');
    equal(rings(), [true, false]);
    client.set({ participants: [ada, me] });
    await until(() => !rings()[0], 'off');
  });

  it('how good each connection is stands beside the face: in bars, and in words', async () => {
    const { room, client } = await call();
    const bars = () => {
      const quality = people(room)[0]?.shadowRoot?.querySelector('voice-quality');
      const inside = quality?.shadowRoot;
      return [quality?.ariaLabel, inside?.querySelector('span')?.textContent, inside?.querySelectorAll('.on').length];
    };
    await customElements.whenDefined('voice-quality');
    equal(bars(), [null, undefined, 0], 'not before it is known');
    for (const [quality, full] of [
      ['excellent', 3],
      ['good', 2],
      ['poor', 1],
      ['lost', 0],
    ] as const) {
      client.set({ participants: [{ ...ada, quality }, me] });
      const words = `Connection: ${quality}`;
      await until(() => bars()[0] === words, quality);
      equal(bars(), [words, words, full]);
    }
    equal(people(room)[0]?.shadowRoot?.querySelector('button')?.getAttribute('aria-describedby'), 'quality');
  });

  it('buttons ask; pressed is what is so', async () => {
    const { room, client, calls } = await call();
    const mute = part(room, 'mute-button');
    mute?.click();
    await until(() => calls('setMuted').length, 'setMuted');
    equal(calls('setMuted'), [[true]]);
    equal(mute?.ariaPressed, 'false', 'not before it is true');
    client.set({ muted: true });
    await until(() => mute?.ariaPressed === 'true', 'pressed');
    mute?.click();
    await until(() => calls('setMuted').length === 2, 'unmute');
    equal(calls('setMuted')[1], [false]);

    part(room, 'deafen-button')?.click();
    await until(() => calls('setDeafened').length, 'setDeafened');
    part(room, 'leave-button')?.click();
    await until(() => calls('leave').length, 'leave');
  });

  it('every control has a name, a tooltip and room for a finger', async () => {
    const { room } = await call();
    for (const [name, label] of [
      ['mute', 'Mute'],
      ['deafen', 'Deafen'],
      ['leave', 'Leave'],
    ] as const) {
      const button = part(room, `${name}-button`);
      equal(button?.textContent?.trim(), label);
      ok(button && button.offsetHeight >= 44 && button.offsetWidth >= 44, `${name} is large enough`);
    }
  });

  it('alone: says so, until somebody comes', async () => {
    const { room, client } = await call({ participants: [me] });
    ok(deep(room, '.empty')?.textContent?.includes('You are the only one here.'), 'alone');
    client.set({ participants: [me, ada] });
    await until(() => !deep(room, '.empty'), 'together');
  });

  it('reconnecting, blocked sound and a missing microphone each have their banner', async () => {
    const { room, client, calls } = await call();
    const banner = () => part(room, 'banner')?.textContent?.replace(/\s+/g, ' ') ?? '';
    equal(banner(), '');
    client.set({ state: 'reconnecting' });
    await until(() => banner().includes('The connection was lost.'), 'reconnecting');
    client.set({ state: 'connected', audioBlocked: true });
    const unlock = await until(() => deep(room, '[part="banner"] button'), 'blocked');
    equal(unlock.textContent, 'Hear the others');
    unlock.click();
    await until(() => calls('unlockAudio').length, 'unlockAudio');
    client.set({ audioBlocked: false, microphone: 'none', microphoneError: new RoomError('microphone_denied') });
    await until(() => banner().includes('You can listen meanwhile.'), 'microphone');
    equal(people(room)[1]?.shadowRoot?.querySelector('.status')?.textContent, 'You · Listening only');
    equal(part(room, 'mute-button')?.ariaPressed, 'true', 'nobody hears you');
    client.set({ microphone: 'live', microphoneError: null });
    await until(() => banner() === '', 'gone');
  });

  it('who is muted by a moderator is told by whom, and a button that would not help is pressed', async () => {
    const muted = { ...me, serverMuted: true, serverMutedBy: 'a' };
    const { room, client } = await call({ participants: [ada, muted] });
    const banner = () => part(room, 'banner')?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
    equal(banner(), 'Ada Lovelace muted you for everybody. Only a moderator can undo that.');
    equal(part(room, 'mute-button')?.ariaPressed, 'true');
    client.set({ participants: [ada, me] });
    await until(() => banner() === '' && part(room, 'mute-button')?.ariaPressed === 'false', 'undone');
    client.set({ participants: [ada, { ...me, role: 'listener' }] });
    await until(() => part(room, 'mute-button')?.ariaPressed === 'true', 'a listener is not heard');
  });

  it('a screen reader hears who comes and goes', async () => {
    const { room, client } = await call({ participants: [me] });
    const status = await until(
      () => deep(room, 'voice-announcer')?.shadowRoot?.querySelector('[role="status"]'),
      'region',
    );
    client.set({ participants: [me, ada] });
    await until(() => status.textContent === 'Ada Lovelace joined.', 'joined');
    room.announce = 'none';
    await room.updateComplete;
    client.set({ participants: [me] });
    await turn();
    equal(status.textContent, 'Ada Lovelace joined.', 'told nothing more');
  });

  it('… and the same again as often as it happens', async () => {
    const { room, client } = await call();
    const region = await until(() => deep(room, 'voice-announcer')?.shadowRoot?.querySelector('div'), 'region');
    let changes = 0;
    new MutationObserver(() => {
      changes += 1;
    }).observe(region, { childList: true, characterData: true, subtree: true });
    for (const count of [1, 2, 3]) {
      client.set({ participants: [{ ...ada, handRaisedAt: `2026-01-01T00:00:0${count}.000Z` }, me] });
      await until(() => changes === count, `told ${count} times`);
      equal(region.textContent?.trim(), 'Ada Lovelace raised a hand.');
      client.set({ participants: [ada, me] });
    }
  });

  for (const [what, before, after] of [
    ['a banner’s button', { voiceHint: 'muted', muted: true }, { voiceHint: null, muted: false }],
    ['the menu about somebody who leaves', { participants: [ada, moderator] }, { participants: [moderator] }],
    ['the rules, of who is no moderator any more', { participants: [ada, moderator] }, { participants: [ada, me] }],
  ] as const)
    it(`whose focus was on what goes away goes on at the controls: ${what}`, async () => {
      const { room, client } = await call(before);
      const place = what.startsWith('a banner')
        ? 'voice-banner'
        : /the menu/.test(what)
          ? 'voice-moderator'
          : 'voice-rules';
      const pressed = await until(() => deep(room, place)?.shadowRoot?.querySelector('button'), what);
      pressed.focus();
      if (place === 'voice-moderator') pressed.click();
      await turn();
      client.set(after);
      await until(
        () => part(room, 'mute-button') === deep(room, 'voice-controls')?.shadowRoot?.activeElement,
        'focus on mute',
      );
    });

  it('twenty people fit from 240 px to a desktop, in both layouts', async () => {
    const crowd = Array.from({ length: 19 }, (_, index) => ({
      ...ada,
      id: `p${index}`,
      displayName: `Person number ${index}`,
    }));
    for (const layout of ['panel', 'bar'] as const)
      for (const width of [240, 320, 768, 1280]) {
        const { room } = await mount(tag.replace('>', ` layout="${layout}">`), {
          ...inCall,
          participants: [me, ...crowd],
        });
        room.parentElement?.style.setProperty('width', `${width}px`);
        await until(() => people(room).length === 20 && part(room, 'controls'), 'the call');
        const panel = part(room, 'panel');
        ok(panel && panel.scrollWidth <= panel.clientWidth, `${layout} at ${width}: nothing sticks out`);
        equal(panel.offsetWidth, width, `${layout} at ${width}`);
      }
  });

  it('looks as it should under a strict content security policy', async () => {
    const frame = document.createElement('iframe');
    frame.src = '/widget/elements/testing/strict-page.html';
    const answer = new Promise<unknown>((resolve) =>
      addEventListener('message', ({ source, data }) => {
        if (source === frame.contentWindow) resolve(data);
      }),
    );
    document.body.append(frame);
    equal(await answer, { violations: [], round: '50%', coloured: true });
    frame.remove();
  });
});
