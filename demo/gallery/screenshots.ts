/**
 * `npm run screenshots`: every state of the elements, in three widths, light, dark and in forced colours, as PNG in `.screenshots/`.
 * `npm run screenshots -- lobby 320` makes those whose file name contains all of these texts.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openGallery } from './gallery.ts';

const FOLDER = fileURLToPath(new URL('../../.screenshots/', import.meta.url));
const WIDTHS = [320, 768, 1280];
/** Of a window with a dialog. */
const HEIGHT = 720;
const SCHEMES = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  forced: { colorScheme: 'dark', forcedColors: 'active' },
} as const;

const wanted = process.argv.slice(2);
const gallery = await openGallery();
let count = 0;
try {
  mkdirSync(FOLDER, { recursive: true });
  for (const width of WIDTHS)
    for (const [scheme, options] of Object.entries(SCHEMES)) {
      const page = await gallery.open(width, options);
      for (const state of await page.evaluate(() => states)) {
        const name = `${state}-${width}-${scheme}`;
        if (!wanted.every((text) => name.includes(text))) continue;
        await page.evaluate((each) => show(each), state);
        // As high as its content: what is sticky has its place. A dialog is as high as its window.
        const hasDialog = (await page.getByRole('dialog').count()) > 0;
        const height = hasDialog
          ? HEIGHT
          : await page.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height) + 16);
        await page.setViewportSize({ width, height });
        await page.screenshot({ path: `${FOLDER}${name}.png` });
        count += 1;
      }
      await page.close();
    }
} finally {
  await gallery.close();
}
console.log(`${count} screenshots in .screenshots/`);
