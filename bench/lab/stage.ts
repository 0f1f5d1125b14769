/** Two people, Anna and Ben, who talk by each of the products at once: what happens to their network happens to all of them. */
import type { Page } from 'playwright-core';
import { createNetwork, type Host, type Network } from './network.ts';
import { addPerson, type LabPerson } from './people.ts';
import { type PageOptions, PRODUCTS, type Product } from './products.ts';
import { type ServerOptions, type Servers, startServers } from './servers.ts';
import { installSpeech } from './speech.ts';

/** So long until both hear each other at first, at the worst. */
const BEGIN_MS = 40_000;

/** The talk of the two by one product. */
export interface Talk {
  product: Product;
  anna: Page;
  ben: Page;
}

/** When (ms since 1970), where and what. */
export type Happened = [at: number, line: string];

export interface Stage {
  network: Network;
  servers: Servers;
  anna: LabPerson;
  ben: LabPerson;
  talks: Talk[];
  /** What happened in pages that are gone since (`timelineOf`). */
  past: Happened[];
  /** Begins every talk that does not stand, from new pages; rejects when one cannot be had. */
  talk(): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions extends ServerOptions {
  products?: readonly Product[];
  behindNat?: boolean;
  page?: (servers: Servers) => PageOptions;
}

export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const { products = PRODUCTS, behindNat = false, page: pageOptions } = options;
  const network = createNetwork();
  let servers: Servers | null = null;
  const people: LabPerson[] = [];

  async function close(): Promise<void> {
    await Promise.all(people.map(({ browser }) => browser.close()));
    await servers?.stop();
    network.close();
  }

  async function addOne(name: string, host: Host): Promise<LabPerson> {
    const person = await addPerson(name, people.length, host);
    people.push(person);
    return person;
  }

  try {
    servers = await startServers(network.server, options);
    await servers.start(products.length > 1 ? ['api', 'signalling', 'peerjs', 'relay'] : ['api', 'signalling']);
    const anna = await addOne('Anna', network.addHost({ behindNat }));
    const ben = await addOne('Ben', network.addHost({ behindNat }));
    const talks: Talk[] = [];
    for (const product of products) talks.push({ product, anna: await anna.openPage(), ben: await ben.openPage() });
    const started = servers;
    return {
      network,
      servers: started,
      anna,
      ben,
      talks,
      past: [],
      talk: async () => {
        for (const talk of talks) await begin(talk, pageOptions?.(started) ?? {});
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** When (ms since 1970) the talk is as it should be, both ways, from `since` on; null: not within `limitMs`. */
export async function whenWell({ anna, ben }: Talk, since: number, limitMs: number): Promise<number | null> {
  const times = await Promise.all(
    [anna, ben].map((page) =>
      page.evaluate(([from, limit]) => globalThis.ear.well(from, globalThis.probe.now() + limit), [
        since,
        limitMs,
      ] as const),
    ),
  );
  const well = times.filter((time) => time !== null);
  return well.length < 2 ? null : Math.max(...well);
}

async function begin(talk: Talk, options: PageOptions): Promise<void> {
  const { anna, ben } = talk;
  const isOpen = anna.url() !== 'about:blank' && ben.url() !== 'about:blank';
  if (isOpen && (await whenWell(talk, 0, 0)) !== null) return;
  await showBoth(talk, options);
  await joinBoth(talk);
  if ((await whenWell(talk, 0, BEGIN_MS)) === null)
    throw new Error(`${talk.product.name}: they never heard each other`);
}

/** Both open the page anew; nobody has pressed anything. */
export async function showBoth({ product, anna, ben }: Talk, options: PageOptions): Promise<void> {
  await Promise.all([product.show(anna, 'Anna', options), product.show(ben, 'Ben', options)]);
  if (options.speech) await Promise.all([anna, ben].map((page) => page.evaluate(installSpeech)));
}

/** Anna first, then Ben; returns when he pressed join. */
export async function joinBoth({ product, anna, ben }: Talk): Promise<number> {
  await product.join(anna, null);
  return product.join(ben, anna);
}

/** What has happened in its pages since this was last asked. */
export async function timelineOf({ product, anna, ben }: Talk): Promise<Happened[]> {
  const lines = await Promise.all(
    [anna, ben].map(async (page, index) => {
      const happened = page.isClosed() ? [] : await page.evaluate(() => globalThis.timeline?.splice(0) ?? []);
      const who = `${product.name} ${index ? 'Ben' : 'Anna'}`;
      return happened.map(([at, what]): Happened => [at, `${at} ${who}: ${what}`]);
    }),
  );
  return lines.flat();
}

/** Whatever stood between them is over: the next `talk()` begins from nothing. */
export async function endTalks(stage: Stage): Promise<void> {
  await Promise.all(stage.talks.flatMap(({ anna, ben }) => [anna, ben].map((page) => page.goto('about:blank'))));
}
