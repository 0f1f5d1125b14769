/** Four people in one room, and what the server knows of them. */
import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { createNetwork } from '../lab/network.ts';
import { addPerson, type LabPerson } from '../lab/people.ts';
import { OURS } from '../lab/products.ts';
import { ORIGIN, startServers } from '../lab/servers.ts';
import { installCounters } from './counters.ts';

const NAMES = ['Anna', 'Ben', 'Carla', 'Dan'];
const ROOM = 'soak';
/** The longest that something may take to be true for everybody: presence, and calls that are made again. */
const PATIENCE_MS = 90_000;
const ADMIN_KEY = 'the-key-of-whoever-runs-the-soak';

export interface Guest {
  person: LabPerson;
  page: Awaited<ReturnType<LabPerson['openPage']>>;
  /** As by the button; does not wait for what comes of it. */
  press(button: 'join' | 'leave'): Promise<void>;
  toggle(what: 'muted' | 'deafened'): Promise<void>;
}

export interface Party {
  guests: Guest[];
  /** Everybody joins; resolves when all see the same, as the server does, and everybody hears everybody. */
  everybodyIn(): Promise<void>;
  everybodyOut(): Promise<void>;
  /** What the server still believes of those who have all left. */
  auditRows(): Promise<string[]>;
  metric(name: string): Promise<number>;
  serverPid(): number;
  close(): Promise<void>;
}

interface Seen {
  id: string;
  displayName: string;
  status: string;
  muted: boolean;
  deafened: boolean;
}

const words = (people: readonly Seen[]) =>
  people
    .map(({ id, displayName, status, muted, deafened }) => `${displayName} ${id} ${status} ${muted} ${deafened}`)
    .sort()
    .join('\n');

export async function startParty(): Promise<Party> {
  const network = createNetwork();
  const servers = await startServers(network.server, { env: { ADMIN_KEY } });
  const guests: Guest[] = [];

  async function close(): Promise<void> {
    await Promise.all(guests.map(({ person }) => person.browser.close()));
    await servers.stop();
    network.close();
  }

  async function addGuest(name: string, index: number): Promise<void> {
    const person = await addPerson(name, index, network.addHost());
    const page = await person.openPage(installCounters);
    guests.push({
      person,
      page,
      press: (button) =>
        page.evaluate((method) => {
          // What is refused (already in, already out) is no matter here.
          document
            .querySelector('voice-room')
            ?.[method]()
            .catch(() => {});
        }, button),
      toggle: (what) =>
        page.evaluate((property) => {
          const element = document.querySelector('voice-room');
          if (element) element[property] = !element[property];
        }, what),
    });
    await OURS.show(page, name, { room: ROOM });
  }

  /** From the servers' own host: nobody else is on that network. */
  const fetchHere = (path: string) => {
    const [program = '', ...args] = [
      ...network.server.prefix,
      'curl',
      '-sf',
      '-H',
      `Authorization: Bearer ${ADMIN_KEY}`,
      `${ORIGIN}${path}`,
    ];
    return execFileSync(program, args, { encoding: 'utf8' });
  };
  const list = (path: string) => JSON.parse(fetchHere(`/api/v1${path}`)) as { data: Seen[]; nextCursor: string | null };

  async function eventually(what: () => Promise<string | null>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    let wrong = await what();
    while (wrong !== null && Date.now() < deadline) {
      await pause(1_000);
      wrong = await what();
    }
    if (wrong !== null) throw new Error(`still after ${PATIENCE_MS / 1000} s: ${wrong}`);
  }

  async function whyNotTogether(): Promise<string | null> {
    const states = await Promise.all(
      guests.map(({ page }) =>
        page.evaluate(() => {
          const element = document.querySelector('voice-room');
          const people = element?.participants.map(({ id, displayName, status, muted, deafened }) => ({
            id,
            displayName,
            status,
            muted,
            deafened,
          }));
          return { state: element?.state, error: element?.error?.code, people: people ?? [] };
        }),
      ),
    );
    const apart = states.find(({ state, people }) => state !== 'connected' || people.length !== NAMES.length);
    if (apart) return JSON.stringify(apart);
    const { data } = list(`/rooms/${ROOM}/participants?present=true`);
    const truth = words(data);
    const other = states.find(({ people }) => words(people) !== truth);
    if (other) return `seen: ${words(other.people)}\nserver: ${truth}`;
    const heard = () => Promise.all(guests.map(({ page }) => page.evaluate(() => globalThis.counters.heard())));
    const first = await heard();
    await pause(1_500);
    const second = await heard();
    const isSilent = (index: number) => {
      const before = first[index] ?? [];
      const after = second[index] ?? [];
      return after.length !== NAMES.length - 1 || after.some((packets, each) => packets <= (before[each] ?? packets));
    };
    const deaf = guests.find((_, index) => isSilent(index));
    return deaf ? `${deaf.person.name} does not hear everybody: ${JSON.stringify([first, second])}` : null;
  }

  try {
    await servers.start(['api', 'signalling']);
    for (const [index, name] of NAMES.entries()) await addGuest(name, index);
  } catch (error) {
    await close();
    throw error;
  }

  return {
    guests,
    async everybodyIn() {
      for (const { person } of guests) person.host.setForwarding(true);
      await eventually(async () => {
        for (const { page } of guests) {
          await page.evaluate(() => {
            const element = document.querySelector('voice-room');
            if (!element) return;
            if (element.state === 'idle' || element.state === 'error') element.join().catch(() => {});
            if (element.muted) element.muted = false;
            if (element.deafened) element.deafened = false;
          });
        }
        return whyNotTogether();
      });
    },
    async everybodyOut() {
      for (const guest of guests) await guest.press('leave');
      await eventually(async () => {
        const states = await Promise.all(
          guests.map(({ page }) => page.evaluate(() => document.querySelector('voice-room')?.state)),
        );
        return states.every((state) => state === 'idle') ? null : states.join();
      });
    },
    async auditRows() {
      const present = list(`/rooms/${ROOM}/participants?present=true`);
      const sessions = list('/sessions?status=active');
      return [
        ...(present.data.length ? [`still in the room by the server: ${words(present.data)}`] : []),
        ...(sessions.data.length ? [`${sessions.data.length} sessions still active`] : []),
      ];
    },
    async metric(name) {
      const text = fetchHere('/metrics');
      return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? Number.NaN);
    },
    serverPid: () => servers.pid('api'),
    close,
  };
}
