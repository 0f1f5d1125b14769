import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Person } from './kit/people.ts';
import { snippet } from './kit/site.ts';
import { setStage } from './kit/stage.ts';
import { hears, isIn, participants, pressJoin, sees } from './kit/voice.ts';

declare global {
  var connections: RTCPeerConnection[];
}

/** Remembers the connections this page makes from now on. */
const watchConnections = ({ page }: Person) =>
  page.evaluate(() => {
    globalThis.connections = [];
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        globalThis.connections.push(this);
      }
    };
  });

/** A client whose owner has taken muting out of it: its track is never disabled, its encoding never inactive. */
const takeOutMuting = ({ page }: Person) =>
  page.evaluate(() => {
    Object.defineProperty(MediaStreamTrack.prototype, 'enabled', { get: () => true, set() {} });
    RTCRtpSender.prototype.replaceTrack = async () => {};
  });

/** Bytes of sound this page sends or receives in a second. */
async function soundPerSecond({ page }: Person, direction: 'inbound-rtp' | 'outbound-rtp'): Promise<number> {
  const total = () =>
    page.evaluate(async (type) => {
      let bytes = 0;
      for (const connection of globalThis.connections) {
        for (const report of (await connection.getStats()).values()) {
          if (report.type === type) bytes += report.bytesReceived ?? report.bytesSent;
        }
      }
      return bytes;
    }, direction);
  const before = await total();
  await page.waitForTimeout(1_000);
  return (await total()) - before;
}

/** Waits until next to no sound goes that way: what is left is silence told once, or nothing. */
async function becomesSilent(person: Person, direction: 'inbound-rtp' | 'outbound-rtp'): Promise<void> {
  let bytes = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 10 && bytes > 100; look += 1) bytes = await soundPerSecond(person, direction);
  assert.ok(bytes <= 100, `${person.name}: ${bytes} B/s ${direction}`);
}

describe('moderation', () => {
  const stage = setStage();

  async function enter(name: string, room: string, prepare: (person: Person) => Promise<void> = watchConnections) {
    const person = await stage.people.visit(name, stage.site.page(snippet(stage.product.url, `room="${room}"`)));
    await prepare(person);
    await pressJoin(person);
    await isIn(person);
    return person;
  }

  async function moderate({ page }: Person, name: string, ...buttons: string[]): Promise<void> {
    await page.getByRole('button', { name: `Moderate ${name}` }).click();
    for (const button of buttons) await page.getByRole('dialog').getByRole('button', { name: button }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }

  it('a server mute stops the bytes, tells the muted by whom, and is undone by the moderator alone', async () => {
    const anna = await enter('Anna', 'mute');
    const ben = await enter('Ben', 'mute');
    await hears(anna, [ben]);
    assert.ok((await soundPerSecond(ben, 'outbound-rtp')) > 500, 'Ben sends');
    await moderate(anna, 'Ben', 'Mute for everybody');
    await hears(anna, []);
    await becomesSilent(ben, 'outbound-rtp');
    await ben.page.getByText('Anna muted you for everybody.').first().waitFor();
    await ben.page.getByText('Only a moderator can undo that.').first().waitFor();
    await anna.page.getByText('Muted by Anna').waitFor();
    assert.equal(await ben.page.getByRole('button', { name: 'Moderate Anna' }).count(), 0);

    await ben.page.getByRole('button', { name: 'Mute', exact: true }).click();
    await ben.page.getByRole('button', { name: 'Mute', exact: true }).click();
    await hears(anna, []);
    await moderate(anna, 'Ben', 'Let be heard again');
    await hears(anna, [ben]);
  });

  it('who goes on sending though muted by a moderator, or a listener, is heard by nobody', async (t) => {
    const anna = await enter('Anna', 'modified');
    const mallory = await enter('Mallory', 'modified', takeOutMuting);
    await hears(anna, [mallory]);
    for (const [act, undo] of [
      ['Mute for everybody', 'Let be heard again'],
      ['Make a listener', 'Make a speaker'],
    ] as const) {
      await moderate(anna, 'Mallory', act);
      await hears(anna, []);
      const arrives = await soundPerSecond(anna, 'inbound-rtp');
      const rms = await anna.page.evaluate(() => globalThis.probe.rms());
      t.diagnostic(`${act}: ${arrives} B/s arrive, RMS ${rms}`);
      assert.ok(arrives > 500, `only ${arrives} B/s arrive: the modified client does not send`);
      assert.ok(rms < 0.001, `RMS ${rms}`);
      const [shown] = (await participants(anna)).filter(({ displayName }) => displayName === 'Mallory');
      assert.equal(shown?.speaking, false);
      await moderate(anna, 'Mallory', undo);
      await hears(anna, [mallory]);
    }
  });

  it('a room for speakers: a newcomer listens, is let speak without joining again, and is made a listener', async () => {
    const anna = await enter('Anna', 'hall');
    await anna.page.getByRole('button', { name: 'Newcomers only listen' }).click();
    await anna.page.getByRole('button', { name: 'Newcomers only listen', pressed: true }).waitFor();
    const ben = await enter('Ben', 'hall');
    await hears(ben, [anna]);
    await hears(anna, []);
    await becomesSilent(ben, 'outbound-rtp');
    const [before] = (await participants(ben)).filter(({ isSelf }) => isSelf);
    await moderate(anna, 'Ben', 'Make a speaker');
    await hears(anna, [ben]);
    const [after] = (await participants(ben)).filter(({ isSelf }) => isSelf);
    assert.equal(after?.id, before?.id);
    await moderate(anna, 'Ben', 'Make a listener');
    await hears(anna, []);
    await becomesSilent(ben, 'outbound-rtp');
  });

  it('the role is handed over: the new moderator has the menu and removes; locked is locked', async () => {
    const anna = await enter('Anna', 'handover');
    const ben = await enter('Ben', 'handover');
    await moderate(anna, 'Ben', 'Make a moderator');
    await ben.page.getByRole('button', { name: 'Moderate Anna' }).waitFor();
    await ben.page.getByRole('button', { name: 'Lock the room' }).click();
    await ben.page.getByRole('button', { name: 'Lock the room', pressed: true }).waitFor();
    await moderate(ben, 'Anna', 'Remove from the room', 'Remove');
    await anna.page.getByText('A moderator removed you from the room.').waitFor();
    await sees(ben, ['Ben']);
    await pressJoin(anna);
    await anna.page.getByRole('alert').getByText('The room is locked.').waitFor();
  });

  it('a ban by keyboard: asked first, out, and not in again, nor in another page', async () => {
    const anna = await enter('Anna', 'banned');
    const ben = await enter('Ben', 'banned');
    const open = anna.page.getByRole('button', { name: 'Moderate Ben' });
    const dialog = anna.page.getByRole('dialog');
    await open.focus();
    await anna.page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Mute for everybody' }).waitFor();
    await anna.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.ok(await open.evaluate((button) => button.matches(':focus')), 'the focus is back');
    await anna.page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Ban from the room' }).focus();
    await anna.page.keyboard.press('Enter');
    await dialog.getByRole('heading', { name: 'Ban Ben from this room?' }).waitFor();
    assert.ok(
      await dialog.getByRole('button', { name: 'Cancel' }).evaluate((button) => button.matches(':focus')),
      'the safe answer first',
    );
    await sees(anna, ['Anna', 'Ben']);
    await dialog.getByRole('button', { name: 'Ban for an hour' }).focus();
    await anna.page.keyboard.press('Enter');
    await ben.page.getByText('You may not come back to this room.').waitFor();
    await sees(anna, ['Anna']);
    const again = await stage.people.secondTab(ben, stage.site.page(snippet(stage.product.url, 'room="banned"')));
    await pressJoin(again);
    await again.page.getByRole('alert').getByText('You may not come back to this room.').waitFor();
    await sees(anna, ['Anna']);
  });
});
