import { after, afterEach, before } from 'node:test';
import { launch, type People, type Person } from './people.ts';
import { type Product, startProduct } from './product.ts';
import { type Site, startSite } from './site.ts';
import { joinByLobby } from './voice.ts';

/** What every case needs: the product, a site of another origin, a browser. Filled in before the first test. */
export interface Stage {
  product: Product;
  site: Site;
  people: People;
  /** A new person opens the site's page and joins by the lobby. */
  join(name: string, room: string): Promise<Person>;
}

/** Call inside `describe`: sets the stage before its tests, sends everybody home after each, clears it after all. */
export function setStage(): Stage {
  const set: Partial<Stage> = {};
  const stage = Object.assign(set, {
    join: (name: string, room: string) => joinByLobby(stage.people, stage.site, stage.product.url, room, name),
  }) as Stage;
  before(async () => {
    await Promise.all([
      startProduct().then((product) => Object.assign(set, { product })),
      startSite().then((site) => Object.assign(set, { site })),
      launch().then((people) => Object.assign(set, { people })),
    ]);
  });
  afterEach(() => set.people?.leave());
  // Also what did start when something else did not.
  after(async () => {
    await set.people?.close();
    await Promise.all([set.product?.stop(), set.site?.close()]);
  });
  return stage;
}
