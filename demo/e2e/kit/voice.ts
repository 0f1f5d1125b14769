/** What people do with the widget and what they hear, as steps of a test. */
import assert from 'node:assert/strict';
import type { ParticipantSnapshot } from '../../../widget/client/room-snapshot.ts';
import type {} from '../../../widget/elements/voice-room.ts';
import { type People, type Person, TONES } from './people.ts';
import { type Site, snippet } from './site.ts';

/** A tone this loud at the speakers is heard; what is not sent stays below -100. */
const AUDIBLE_DB = -50;
const PATIENCE_MS = 15_000;

/** Opens a page with the widget and joins by its lobby, as a person does. */
export async function joinByLobby(
  people: People,
  site: Site,
  server: string,
  room: string,
  name: string,
): Promise<Person> {
  const person = await people.visit(name, site.page(snippet(server, `room="${room}"`)));
  await pressJoin(person);
  await isIn(person);
  return person;
}

export async function pressJoin({ page, name }: Person): Promise<void> {
  const field = page.getByLabel('Your name');
  await page.getByRole('button', { name: /^(join|try|talk)/i }).waitFor();
  if (await field.isVisible()) await field.fill(name);
  await page.getByRole('button', { name: /^(join|try|talk)/i }).click();
}

export async function isIn({ page }: Person): Promise<void> {
  await page.getByRole('button', { name: 'Leave' }).waitFor({ timeout: PATIENCE_MS });
}

export async function press({ page }: Person, button: 'Mute' | 'Deafen' | 'Leave'): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
}

/** Presses the button from inside the page and tells when, without the time the test's driver takes. */
export function pressedAt({ page }: Person, button: 'Mute' | 'Deafen' | 'Leave'): Promise<number> {
  return page.getByRole('button', { name: button, exact: true }).evaluate((element: HTMLElement) => {
    const now = globalThis.probe.now();
    element.click();
    return now;
  });
}

/** Waits until exactly these people's tones reach this person's speakers, and stay for a moment. */
export async function hears(person: Person, others: readonly Person[], patienceMs = PATIENCE_MS): Promise<void> {
  const expected = others.map(({ tone }) => tone).sort();
  const deadline = Date.now() + patienceMs;
  let levels: number[] = [];
  for (let steady = 0; steady < 3; ) {
    levels = await person.page.evaluate((tones) => globalThis.probe.levels(tones), TONES);
    const heard = TONES.filter((_, index) => (levels[index] ?? -200) > AUDIBLE_DB).sort();
    steady = heard.join() === expected.join() ? steady + 1 : 0;
    if (Date.now() > deadline) {
      const list = TONES.map((tone, index) => `${tone} Hz ${levels[index]?.toFixed(0)} dB`).join(', ');
      assert.fail(
        `${person.name} should hear exactly ${others.map(({ name }) => name).join(', ') || 'nobody'}: ${list}`,
      );
    }
    await person.page.waitForTimeout(100);
  }
}

/** The participants as the element shows them to its page. */
export function participants({ page }: Person): Promise<ParticipantSnapshot[]> {
  return page.evaluate(() => [...(document.querySelector('voice-room')?.participants ?? [])]);
}

/** Waits until this person's element lists exactly these names. */
export async function sees({ page, name }: Person, names: readonly string[]): Promise<void> {
  const wanted = [...names].sort().join();
  await page
    .waitForFunction(
      (list) =>
        (document.querySelector('voice-room')?.participants ?? [])
          .map(({ displayName }) => displayName)
          .sort()
          .join() === list,
      wanted,
      { timeout: PATIENCE_MS },
    )
    .catch(async () => {
      const seen = await page.evaluate(() =>
        document.querySelector('voice-room')?.participants.map((p) => p.displayName),
      );
      assert.fail(`${name} should see ${wanted} and sees ${seen}`);
    });
}

/** When (ms since 1970) `field` of the named participant becomes `value` in this person's page. Start before the cause. */
export function whenSeen(
  { page }: Person,
  name: string,
  field: 'speaking' | 'muted' | 'deafened',
  value: boolean,
): Promise<number> {
  return page.evaluate(
    ([displayName, key, wanted]) =>
      globalThis.probe.when(
        () =>
          document.querySelector('voice-room')?.participants.find((each) => each.displayName === displayName)?.[key] ===
          wanted,
      ),
    [name, field, value] as const,
  );
}

/** When (ms since 1970) this person's speakers fall silent. Start before the cause. */
export function whenSilent({ page }: Person): Promise<number> {
  return page.evaluate(() => globalThis.probe.when(() => globalThis.probe.rms() < 0.001));
}

/** Asserts that the best of these times is within the limit: what the product can do, not what else the machine did. */
export function assertBest(times: readonly number[], limitMs: number): void {
  assert.ok(Math.min(...times) <= limitMs, `within ${limitMs} ms, took ${times.join(', ')} ms`);
}
