/** `npm run pictures`: the pictures of the README and the docs, made of the states of the elements, in `docs/images/`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openGallery } from './gallery.ts';

interface Picture {
  name: string;
  state: string;
  width: number;
  colorScheme?: 'dark';
  /** A style sheet of `demo/`. */
  theme?: string;
}

const PICTURES: Picture[] = [
  { name: 'room', state: 'meeting', width: 720 },
  { name: 'phone', state: 'meeting', width: 340, colorScheme: 'dark' },
  { name: 'theme-glass', state: 'meeting', width: 560, theme: 'theme-glass.css' },
  { name: 'theme-corporate', state: 'meeting', width: 560, theme: 'theme-corporate.css' },
  { name: 'theme-playful', state: 'meeting', width: 560, theme: 'theme-playful.css' },
];

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const gallery = await openGallery();
try {
  for (const { name, state, width, colorScheme = 'light', theme } of PICTURES) {
    const page = await gallery.open(width, { colorScheme });
    const sheet = theme ? readFileSync(path(`../${theme}`), 'utf8') : '';
    await page.addStyleTag({ content: `${sheet} body { margin: 0; padding: 24px }` });
    await page.evaluate((each) => show(each), state);
    const height = await page.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height));
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: path(`../../docs/images/${name}.png`) });
    await page.close();
  }
} finally {
  await gallery.close();
}
