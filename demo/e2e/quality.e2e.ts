/** How good the connection is: measured in two real browsers, shown by the element, kept by the server. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page, QualitySample, Session } from '../../protocol/rest.ts';
import type { Person } from './kit/people.ts';
import { setStage } from './kit/stage.ts';
import { hears, participants, press } from './kit/voice.ts';

/** Two samples, and the writing of them. */
const PATIENCE_MS = 45_000;

describe('the quality of a connection', () => {
  const stage = setStage();

  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${stage.product.url}/api/v1${path}`);
    assert.equal(answer.status, 200, path);
    return (await answer.json()) as T;
  };

  /** Waits until this person's element shows these words. */
  const shows = (person: Person, words: string) =>
    person.page.getByRole('img', { name: words }).first().waitFor({ timeout: PATIENCE_MS });

  async function sessionOf(person: Person): Promise<Session> {
    const self = (await participants(person)).find(({ isSelf }) => isSelf);
    const { data } = await get<Page<Session>>(`/sessions?participantId=${self?.id}`);
    return data[0] ?? assert.fail('no session');
  }

  /** The samples of a session, once there are so many. */
  async function samplesOf(session: Session, atLeast: number): Promise<QualitySample[]> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const { data } = await get<Page<QualitySample>>(`/sessions/${session.id}/quality`);
      if (data.length >= atLeast) return data;
      assert.ok(Date.now() < deadline, `only ${data.length} samples of ${atLeast}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  it('is shown in bars and words, told to the page, and becomes history; who is muted is not lost', async (t) => {
    const anna = await stage.join('Anna', 'quality');
    await anna.page.evaluate(() => {
      globalThis.words = [];
      document
        .querySelector('voice-room')
        ?.addEventListener('voice-quality-change', ({ quality }) => globalThis.words.push(quality));
    });
    const ben = await stage.join('Ben', 'quality');
    await hears(anna, [ben]);
    await shows(anna, 'Connection: excellent');
    await shows(ben, 'Connection: excellent');
    await press(ben, 'Mute');

    const session = await sessionOf(anna);
    const samples = await samplesOf(session, 3);
    const other = (await participants(anna)).find(({ isSelf }) => !isSelf);
    for (const sample of samples) {
      assert.equal(sample.participantId, other?.id);
      assert.equal(sample.quality, 'excellent');
      assert.equal(sample.relayed, false);
      assert.ok(sample.rttMs !== null && sample.rttMs < 200, `${sample.rttMs} ms`);
    }
    assert.ok((samples[0]?.bitrateBps ?? 0) > 5000, `${samples[0]?.bitrateBps} bit/s while Ben talks`);
    t.diagnostic(`the first sample: ${JSON.stringify(samples[0])}`);

    const stats = await anna.page.evaluate(() => document.querySelector('voice-room')?.stats);
    assert.deepEqual(
      stats?.map(({ participantId, quality }) => [participantId, quality]),
      [[other?.id, 'excellent']],
    );
    assert.deepEqual([...new Set(await anna.page.evaluate(() => globalThis.words))], ['excellent']);
    const { stats: sums } = await get<Session>(`/sessions/${session.id}`);
    assert.ok(sums.samples >= 3 && sums.qualityS.excellent >= 12 && sums.relayedShare === 0, JSON.stringify(sums));
  });
});

declare global {
  var words: string[];
}
