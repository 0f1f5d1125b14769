/** Two people over a line that loses what they send: real loss, on the way to a real TURN server. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Coturn, startCoturn } from './kit/coturn.ts';
import { type LossyLine, startLossyLine } from './kit/lossy-line.ts';
import { launch, type People, type Person } from './kit/people.ts';
import { type Product, startProduct } from './kit/product.ts';
import { type Site, snippet, startSite } from './kit/site.ts';
import { hears, isIn, pressJoin } from './kit/voice.ts';

const SECRET = 'the secret of coturn and the API';
const PATIENCE_MS = 60_000;

describe('a line that loses packets', () => {
  let coturn: Coturn;
  let line: LossyLine;
  let product: Product;
  let site: Site;
  let people: People;
  before(async () => {
    [coturn, site, people] = await Promise.all([startCoturn(SECRET), startSite(), launch()]);
    line = await startLossyLine(Number(/:(\d+)\?/.exec(coturn.url)?.[1]));
    product = await startProduct({ TURN_URLS: `turn:127.0.0.1:${line.port}?transport=udp`, TURN_SECRET: SECRET });
  });
  after(async () => {
    await people?.close();
    await Promise.all([product?.stop(), line?.close(), coturn?.stop(), site?.close()]);
  });

  async function join(name: string): Promise<Person> {
    const person = await people.visit(name, site.page(snippet(product.url, 'room="lossy" privacy="relay"')));
    await pressJoin(person);
    await isIn(person);
    return person;
  }

  /** Waits until the last two measurements of what this person hears are both like this, in shares of the whole. */
  async function measures({ page, name }: Person, most: { concealment: number; loss: number; least: number }) {
    const seen = await page.evaluate(
      async ([{ concealment, loss, least }, ms]) => {
        const element = document.querySelector('voice-room');
        const samples: (readonly [loss: number, concealment: number])[] = [];
        let last: unknown;
        const isSo = () => {
          const sample = element?.stats[0];
          if (sample && sample !== last) samples.push([sample.packetLoss ?? 0, sample.concealment ?? 0]);
          last = sample;
          const latest = samples.slice(-2);
          return (
            latest.length === 2 && latest.every(([lost, made]) => lost >= least && lost <= loss && made <= concealment)
          );
        };
        await globalThis.probe.when(isSo, ms).catch(() => samples.push([-1, -1]));
        return samples;
      },
      [most, PATIENCE_MS] as const,
    );
    assert.notDeepEqual(seen.at(-1), [-1, -1], `${name} measured loss and concealment: ${JSON.stringify(seen)}`);
    return seen;
  }

  it('of 10 % lost, 300 ms there and back: people join, nearly nothing of the loss is heard soon after, others join and leave', async (t) => {
    line.setWeather({ loss: 0.1, delayMs: 75 });
    const [anna, ben] = [await join('Anna'), await join('Ben')];
    await hears(anna, [ben]);
    const mended = { concealment: 0.03, loss: 0.3, least: 0.04 };
    for (const seen of await Promise.all([measures(anna, mended), measures(ben, mended)])) {
      t.diagnostic(
        `[loss, concealment] every 5 s: ${JSON.stringify(seen.map((pair) => pair.map((one) => one.toFixed(3))))}`,
      );
    }
    const cleo = await join('Cleo');
    await hears(cleo, [anna, ben]);
    await hears(ben, [anna, cleo]);
    await cleo.page.getByRole('button', { name: 'Leave', exact: true }).click();
    await hears(ben, [anna]);
    await people.leave();
  });
});
