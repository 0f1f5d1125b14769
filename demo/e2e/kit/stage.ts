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
  const stage = {
    join: (name: string, room: string) => joinByLobby(stage.people, stage.site, stage.product.url, room, name),
  } as Stage;
  before(async () => {
    const [product, site, people] = await Promise.all([startProduct(), startSite(), launch()]);
    Object.assign(stage, { product, site, people });
  });
  afterEach(() => stage.people.leave());
  after(async () => {
    await stage.people.close();
    await Promise.all([stage.product.stop(), stage.site.close()]);
  });
  return stage;
}
