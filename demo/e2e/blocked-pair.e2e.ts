/** Of three people two find no way to each other: it shows on those two and nowhere else, goes on being tried, and can be given up. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isRecord, parseJson } from '../../protocol/guards.ts';
import type { Person } from './kit/people.ts';
import { snippet } from './kit/site.ts';
import { setStage } from './kit/stage.ts';
import { hears, isIn, participants, pressJoin } from './kit/voice.ts';

/** Two tries of eight seconds each, and a machine with other things to do. */
const TOLD_MS = 60_000;

describe('one pair of three cannot connect', () => {
  const stage = setStage();

  /** No candidate gets through between this person and those in `blocked` (participant ids). */
  async function visitBlocked(name: string, room: string, blocked: ReadonlySet<string>): Promise<Person> {
    const person = await stage.people.visit(name, 'about:blank');
    const passes = (text: string | Buffer, key: 'src' | 'dst') => {
      const message = parseJson(String(text));
      return !(isRecord(message) && message.type === 'CANDIDATE' && blocked.has(String(message[key])));
    };
    await person.page.routeWebSocket(/\/peer\/peerjs/, (ws) => {
      const server = ws.connectToServer();
      ws.onMessage((text) => void (passes(text, 'dst') && server.send(text)));
      server.onMessage((text) => void (passes(text, 'src') && ws.send(text)));
    });
    await person.page.goto(stage.site.page(snippet(stage.product.url, `room="${room}"`)));
    await pressJoin(person);
    await isIn(person);
    return person;
  }

  const linksOf = async (person: Person) =>
    Object.fromEntries((await participants(person)).map(({ displayName, link }) => [displayName, link]));

  it('both are told about each other and what to do; the third hears both and sees nothing of it', async () => {
    const anna = await stage.join('Anna', 'apart');
    const ben = await stage.join('Ben', 'apart');
    const [{ id = '' } = {}] = (await participants(anna)).filter(({ isSelf }) => isSelf);
    const blocked = new Set([id]);
    const cleo = await visitBlocked('Cleo', 'apart', blocked);
    await hears(ben, [anna, cleo]);
    await Promise.all(
      [anna, cleo].map(({ page }) => page.getByText('cannot hear each other').waitFor({ timeout: TOLD_MS })),
    );
    assert.equal(await anna.page.getByText('You and Cleo cannot hear each other').count(), 1);
    assert.equal(await cleo.page.getByText('You and Anna cannot hear each other').count(), 1);
    assert.deepEqual(await linksOf(anna), { Anna: null, Ben: 'connected', Cleo: 'unreachable' });
    assert.deepEqual(await linksOf(cleo), { Anna: 'unreachable', Ben: 'connected', Cleo: null });
    assert.deepEqual(await linksOf(ben), { Anna: 'connected', Ben: null, Cleo: 'connected' });
    assert.equal(await ben.page.getByRole('alert').count(), 0);
    await hears(anna, [ben]);
    await hears(cleo, [ben]);

    await cleo.page.getByRole('button', { name: 'Stop trying' }).click();
    await cleo.page.getByRole('button', { name: 'Try again' }).waitFor();
    blocked.clear();
    assert.equal((await linksOf(cleo)).Anna, 'stopped');
    await hears(cleo, [ben]);
    await cleo.page.getByRole('button', { name: 'Try again' }).click();
    await hears(cleo, [anna, ben]);
    await hears(anna, [ben, cleo]);
    assert.equal(await anna.page.getByText('cannot hear each other').count(), 0);
    assert.equal(await cleo.page.getByText('cannot hear each other').count(), 0);
  });
});
