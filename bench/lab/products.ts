/** What is compared: each as a page that can be opened, can talk to the other's page, and can be asked how it is. */
import type { Page } from 'playwright-core';
import { snippet } from '../../demo/e2e/kit/site.ts';
import type {} from '../../widget/elements/voice-room.ts';
import { CONTROLS_ORIGIN, ORIGIN, PEERJS_ORIGIN } from './servers.ts';

declare global {
  /** Of the controls' pages. */
  var join: (others: string[]) => Promise<void>;
  /** How many others this page believes to be there. */
  var others: () => number;
}

export interface PageOptions {
  room?: string;
  /** Instead of a tone. */
  speech?: boolean;
  /** Of the element. */
  attributes?: string;
  /** For the controls; ours asks its server. */
  ice?: RTCConfiguration;
}

export interface Product {
  readonly name: 'voice-room' | 'PeerJS' | 'bare WebRTC';
  /** Shows its page, up to what can be ready before somebody wants to talk. */
  show(page: Page, who: string, options: PageOptions): Promise<void>;
  /** Presses join, or calls the other: resolves before anybody is heard. Returns when it was pressed (ms since 1970). */
  join(page: Page, other: Page | null): Promise<number>;
}

const READY_MS = 20_000;

const element: Product = {
  name: 'voice-room',
  async show(page, who, { room = 'lab', attributes = '' }) {
    const body = snippet('', `room="${room}" display-name="${who}" ${attributes}`);
    await page.unrouteAll();
    await page.route(`${ORIGIN}/lab`, (route) =>
      route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>lab</title>${body}` }),
    );
    await page.goto(`${ORIGIN}/lab`);
    // The lobby knows the room; then it loads what a call needs.
    await page.waitForFunction(() => document.querySelector('voice-room')?.state === 'idle', null, {
      timeout: READY_MS,
    });
    await page.waitForLoadState('networkidle');
    // The line to the others, opened in the lobby; the soak's pages note nothing.
    await page.waitForFunction(() => globalThis.timeline?.some(([, what]) => what === '< OPEN') !== false, null, {
      timeout: READY_MS,
    });
  },
  join: (page) =>
    page.evaluate(async () => {
      const pressed = globalThis.probe.now();
      await document.querySelector('voice-room')?.join();
      return pressed;
    }),
};

function control(name: Product['name'], path: string): Product {
  return {
    name,
    async show(page, _who, { ice = {} }) {
      const query = new URLSearchParams({ ice: JSON.stringify(ice), server: PEERJS_ORIGIN });
      await page.goto(`${CONTROLS_ORIGIN}/${path}?${query}`);
      // Its address at the signalling server.
      await page.waitForFunction(() => !['', 'bare'].includes(document.title), null, { timeout: READY_MS });
    },
    async join(page, other) {
      const others = other ? [await other.title()] : [];
      return page.evaluate(async (ids) => {
        const pressed = globalThis.probe.now();
        if (ids.length > 0) await globalThis.join(ids);
        return pressed;
      }, others);
    },
  };
}

export const OURS = element;
export const PRODUCTS: readonly Product[] = [element, control('PeerJS', 'peerjs'), control('bare WebRTC', '')];
