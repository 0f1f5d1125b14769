/** Twenty people whose speaking changes ten times a second, and as often how loud they are: in the element, and in a list written by hand with the same look. */
import type { ParticipantSnapshot } from '../../widget/client/room-snapshot.ts';
import { fakeParticipant } from '../../widget/client/testing/fake-room-client.ts';
import { hueOf, initials } from '../../widget/elements/initials.ts';
import { loudnessOf } from '../../widget/elements/speaking-rings.ts';
import { until } from '../../widget/elements/testing/assert.ts';
import { deep, inCall, mount } from '../../widget/elements/testing/mount.ts';

declare global {
  /** Shows everybody in the one way or the other. */
  var prepare: (way: 'element' | 'by hand', people: number) => Promise<void>;
  /** Lets them speak and pause for so long (ms), every second one at a time; resolves to the mutations of the DOM, if they are counted. */
  var speak: (ms: number, count: boolean) => Promise<number>;
}

const TICK_MS = 100;
/** Of anybody, at any moment. */
const levelOf = () => Math.random() ** 2;
let show: (people: readonly ParticipantSnapshot[]) => void = () => {};
let people: ParticipantSnapshot[] = [];

const CSS = `
  ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(7rem, 1fr)); gap: 8px; margin: 0; padding: 16px; list-style: none }
  li { position: relative; display: flex; flex-direction: column; align-items: center; font: 16px system-ui }
  .avatar { display: grid; place-items: center; inline-size: 64px; block-size: 64px; border-radius: 50%; color: #fff;
    background: oklch(0.5 0.12 var(--hue)) }
  .ring { position: absolute; inset-block-start: -5px; inline-size: 74px; block-size: 74px; border: 3px solid #12a150; border-radius: 50%;
    opacity: 0; scale: 0.92; transition: opacity 0.25s, scale 0.25s }
  .speaking .ring { opacity: calc(0.7 + 0.3 * var(--loudness)); scale: calc(1 + 0.12 * var(--loudness)); transition-duration: 0.06s, 0.12s }
  .status { block-size: 1.4em; color: #666; font-size: 13px }
  .speaking .status { color: #12a150 }`;

function byHand(all: readonly ParticipantSnapshot[]): typeof show {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  const list = document.createElement('ul');
  const rows = new Map<string, { row: HTMLElement; ring: HTMLElement; status: HTMLElement; speaking: boolean }>();
  for (const { id, displayName } of all) {
    const row = document.createElement('li');
    const add = (part: string) => {
      const made = document.createElement('div');
      made.className = part;
      row.append(made);
      return made;
    };
    const avatar = add('avatar');
    const ring = add('ring');
    ring.ariaHidden = 'true';
    const name = add('name');
    const status = add('status');
    avatar.textContent = initials(displayName);
    avatar.style.setProperty('--hue', String(hueOf(displayName)));
    name.textContent = displayName;
    rows.set(id, { row, ring, status, speaking: false });
    list.append(row);
  }
  const place = document.createElement('main');
  place.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];
  place.shadowRoot?.append(list);
  document.body.replaceChildren(place);
  return (now) => {
    for (const { id, speaking } of now) {
      const known = rows.get(id);
      if (known && speaking) known.ring.style.setProperty('--loudness', `${loudnessOf(levelOf())}`);
      if (!known || known.speaking === speaking) continue;
      known.speaking = speaking;
      known.row.classList.toggle('speaking', speaking);
      known.status.textContent = speaking ? 'Speaking' : '';
    }
  };
}

async function inElement(participants: ParticipantSnapshot[]): Promise<typeof show> {
  const { room, client } = await mount('<voice-room room="lobby"></voice-room>', { ...inCall, participants });
  await until(() => deep(room, 'voice-participant')?.shadowRoot?.querySelector('.status'), 'the people');
  Object.assign(client, { levelOf });
  return (now) => client.set({ participants: now });
}

function* roots(root: ParentNode): Generator<ShadowRoot> {
  for (const { shadowRoot } of root.querySelectorAll('*'))
    if (shadowRoot) {
      yield shadowRoot;
      yield* roots(shadowRoot);
    }
}

globalThis.prepare = async (way, count) => {
  people = Array.from({ length: count }, (_, index) =>
    fakeParticipant({ id: `p${index}`, displayName: `Person ${index}`, isSelf: index === 0 }),
  );
  show = way === 'element' ? await inElement(people) : byHand(people);
};

globalThis.speak = async (ms, count) => {
  let mutations = 0;
  const observer = new MutationObserver((records) => {
    mutations += records.length;
  });
  if (count)
    for (const root of [document, ...roots(document)])
      observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  let tick = 0;
  const timer = setInterval(() => {
    tick += 1;
    people = people.map((one, index) => ({ ...one, speaking: (index + tick) % 2 === 0 }));
    show(people);
  }, TICK_MS);
  await new Promise((resolve) => setTimeout(resolve, ms));
  clearInterval(timer);
  await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  observer.disconnect();
  return mutations / (tick || 1);
};
