import { RoomError } from '../client/errors.ts';
import { fakeParticipant } from '../client/testing/fake-room-client.ts';
import { equal, ok, until } from './testing/assert.ts';
import { ada, deep, inCall, mount, watching } from './testing/mount.ts';
import type { VoiceRoom } from './voice-room.ts';

const text = (room: VoiceRoom) => deep(room, 'form')?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
const button = (room: VoiceRoom) => deep(room, 'form > button');

function memory() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
}

describe('the lobby', () => {
  it('says who is here, and how many more', async () => {
    const { room, client } = await mount('<voice-room room="lobby"></voice-room>', watching);
    await until(() => text(room).includes('Ada Lovelace is here'), 'one');
    client.set({ participants: ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => fakeParticipant({ id, displayName: id })) });
    await until(() => text(room).includes('a, b, and 4 others are here'), 'many');
    client.set({ participants: [] });
    await until(() => room.shadowRoot?.textContent?.includes('Nobody is here yet'), 'nobody');
  });

  it('shows who speaks', async () => {
    const { room, client } = await mount('<voice-room room="lobby"></voice-room>', watching);
    client.set({ participants: [{ ...ada, speaking: true }] });
    await until(() => deep(room, '.avatar.speaking'), 'a ring');
  });

  it('asks for a name, joins with it and remembers it for the next time', async () => {
    const storage = memory();
    const { room, calls } = await mount('<voice-room room="lobby"></voice-room>', watching, { storage });
    const input = deep(room, 'input') as HTMLInputElement;
    equal(input.value, '');
    button(room)?.click();
    equal(calls('join'), [], 'not without a name');
    input.value = '  Grace ';
    button(room)?.click();
    await until(() => calls('join').length, 'join');
    equal(calls('configure'), [[{ displayName: 'Grace' }]]);

    const again = await mount('<voice-room room="garden"></voice-room>', watching, { storage });
    equal((deep(again.room, 'input') as HTMLInputElement).value, 'Grace');
  });

  for (const attributes of ['display-name="Ada"', 'token="t"'])
    it(`does not ask with ${attributes}`, async () => {
      const { room, calls } = await mount(`<voice-room room="lobby" ${attributes}></voice-room>`, watching);
      ok(!deep(room, 'input'), 'no field');
      button(room)?.click();
      await until(() => calls('join').length, 'join');
    });

  it('lets one join without a microphone, and shows what the site says about joining', async () => {
    const consent = '<p slot="consent">Calls are recorded.</p>';
    const { room, calls } = await mount(`<voice-room room="lobby">${consent}</voice-room>`, watching);
    const listen = await until(() => deep(room, 'button:not(.primary)'), 'the button');
    equal(room.querySelector('p')?.assignedSlot?.name, 'consent', 'the text is in its place');
    listen.click();
    equal(calls('join'), [], 'not without a name');
    (deep(room, 'input') as HTMLInputElement).value = 'Grace';
    listen.click();
    await until(() => calls('join').length, 'join');
    equal(calls('join'), [[{ microphone: false }]]);
  });

  it('is busy while joining, and joins once', async () => {
    const { room, client, calls } = await mount('<voice-room room="lobby" display-name="Ada"></voice-room>', watching);
    client.set({ state: 'joining' });
    await until(() => button(room)?.textContent === 'Joining…', 'busy');
    equal(button(room)?.ariaDisabled, 'true');
    button(room)?.click();
    await room.updateComplete;
    equal(calls('join'), []);
  });

  it('says what went wrong, what to do, and lets one try again', async () => {
    const { room, client } = await mount('<voice-room room="lobby" display-name="Ada"></voice-room>', watching);
    client.set({ state: 'error', error: new RoomError('room_full') });
    const alert = await until(() => deep(room, '[role="alert"]'), 'alert');
    ok(alert.textContent?.includes('The room is full.'), 'what');
    ok(alert.textContent?.includes('when somebody has left'), 'what to do');
    equal(button(room)?.textContent, 'Try again');
    client.set({ error: new RoomError('token_expired') });
    await until(() => !button(room), 'nothing to try when it cannot help');
  });

  for (const [code, at] of [
    ['banned', 'what went wrong'],
    ['removed', 'Try again'],
  ] as const)
    it(`whose focus was in a call that ended (${code}) goes on at: ${at}`, async () => {
      const { room, client } = await mount('<voice-room room="lobby" display-name="Ada"></voice-room>', inCall);
      (await until(() => deep(room, '[part~="mute-button"]'), 'the call')).focus();
      client.set({ ...watching, state: 'error', error: new RoomError(code) });
      const { message } = new RoomError(code);
      const text = () => room.shadowRoot?.activeElement?.textContent ?? '';
      await until(() => text().startsWith(code === 'banned' ? message : at), at);
    });

  it('says why the last stay ended', async () => {
    const { room } = await mount('<voice-room room="lobby" display-name="Ada"></voice-room>', {
      ...watching,
      leaveReason: 'timeout',
    });
    ok(text(room).includes('The connection was gone for too long.'), text(room));
    equal(button(room)?.textContent, 'Join again');
  });

  it('shows initials when a picture does not load', async () => {
    const { room, client } = await mount('<voice-room room="lobby"></voice-room>', watching);
    client.set({ participants: [{ ...ada, avatar: 'data:image/png;base64,AA==' }] });
    await until(() => deep(room, 'img')?.hidden, 'the picture is gone');
    equal(deep(room, '[part="avatar"]')?.dataset['text'], 'AL');
  });
});
