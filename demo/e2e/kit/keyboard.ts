/** The page by keyboard alone: where the focus is, and whether a person sees it. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

export interface Focus {
  /** What it is called: its label, or its words. */
  name: string;
  /** What is wrong with how it is shown; empty when all is well. */
  trouble: string;
}

/** Runs in the page. */
function look(): Focus | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return null;
  const words = element.ariaLabel ?? (element.closest('label') ?? element).textContent ?? '';
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  let top = document.elementFromPoint(x, y);
  while (top?.shadowRoot) {
    const inside = top.shadowRoot.elementFromPoint(x, y);
    if (!inside || inside === top) break;
    top = inside;
  }
  const isCovered = !(top && (element.contains(top) || top.contains(element)));
  const troubles = [
    (outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 2) && `outline ${outlineStyle} ${outlineWidth}`,
    (box.left < -1 || box.right > innerWidth + 1 || y < 0 || y > innerHeight) && 'out of sight',
    isCovered && `covered by ${top?.localName} ${top?.className}`,
  ];
  return { name: words.replace(/\s+/g, ' ').trim(), trouble: troubles.filter(Boolean).join(', ') };
}

export const focusOf = (page: Page): Promise<Focus | null> => page.evaluate(look);

/** As it is once what the focus scrolls to is in sight. */
export async function focusSeen(page: Page): Promise<Focus | null> {
  let focus = await focusOf(page);
  for (let looks = 0; focus?.trouble && looks < 20; looks += 1) {
    await page.waitForTimeout(50);
    focus = await focusOf(page);
  }
  return focus;
}

/** Presses the key until the focus is on what has this name; it is seen at every stop on the way. */
export async function goTo(page: Page, name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let steps = 0; steps < 60; steps += 1) {
    await page.keyboard.press(key);
    const focus = await focusSeen(page);
    if (!focus) continue;
    passed.push(focus.name);
    assert.equal(focus.trouble, '', focus.name);
    if (focus.name === name) return;
  }
  assert.fail(`${key} never came to ${name}: ${passed.join(', ')}`);
}

/** Waits until the focus is on what has this name. */
export async function isOn(page: Page, name: string): Promise<void> {
  let focus: Focus | null = null;
  for (let looks = 0; looks < 100; looks += 1) {
    focus = await focusOf(page);
    if (focus?.name === name) return;
    await page.waitForTimeout(50);
  }
  assert.fail(`the focus is on ${focus?.name}, not on ${name}`);
}
