/**
 * `npm run bench:adaptation [story ...]`: two people of the element over coturn and a line of our own that loses, delays and
 * throttles what each sends. One of them adapts what it sends; of the other, reports are kept from the page, so that it does not.
 * Prints how much of either is made up by the ears, and writes the reports to
 * widget/client/adaptation/testing/recorded-reports.json, which the function that decides is tested against.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { startCoturn } from '../demo/e2e/kit/coturn.ts';
import { type LossyLine, startLossyLine, type Weather } from '../demo/e2e/kit/lossy-line.ts';
import { launch, type People, type Person } from '../demo/e2e/kit/people.ts';
import { startProduct } from '../demo/e2e/kit/product.ts';
import { snippet, startSite } from '../demo/e2e/kit/site.ts';
import { hears, isIn, pressJoin } from '../demo/e2e/kit/voice.ts';
import type { SendReport } from '../widget/client/adaptation/adapt.ts';
import { reportOf } from '../widget/client/adaptation/adapt-link.ts';
import { countersOf, type LinkCounters } from '../widget/client/quality/link-counters.ts';
import { installHooks } from './lab/hooks.ts';
import { type Row, report } from './report.ts';

const SECRET = 'the secret of coturn and the API';
const FIXTURE = new URL('../widget/client/adaptation/testing/recorded-reports.json', import.meta.url);
const LOOK_MS = 1_000;
const BASE: Weather = { delayMs: 20 };

/** Names of stories; all without any. */
const wanted = process.argv.slice(2);

/** What the line is like, and from when on (seconds); measured are the last 15. */
type Story = [fromS: number, weather: Weather][];
const until = 38;
const STORIES: [name: string, story: Story][] = [
  ['clean', []],
  ['5 %', [[5, { loss: 0.05 }]]],
  ['10 %', [[5, { loss: 0.1 }]]],
  ['20 %', [[5, { loss: 0.2 }]]],
  ['5 % in bursts of 3', [[5, { loss: 0.05, burst: 3 }]]],
  [
    '10 % that comes and goes',
    [5, 25].flatMap(
      (from): Story => [
        [from, { loss: 0.1 }],
        [from + 10, {}],
      ],
    ),
  ],
  ['300 ms round trip', [[5, { delayMs: 75 }]]],
  ['40 kbit/s', [[5, { kbitPerS: 40 }]]],
];

interface Heard {
  samples: number;
  concealed: number;
}

const statsOf = ({ page }: Person) =>
  page.evaluate(async () => {
    const connection = globalThis.connections.findLast((one) => one.connectionState === 'connected');
    const sdp = connection?.remoteDescription?.sdp ?? '';
    return {
      red: /SAVPF 63 /.test(sdp),
      packetMs: Number(/a=ptime:(\d+)/.exec(sdp)?.[1] ?? 20),
      stats: [...((await connection?.getStats()) ?? new Map()).values()] as Record<string, unknown>[],
    };
  });

function heardIn(stats: Record<string, unknown>[]): Heard {
  const inbound = stats.find(({ type }) => type === 'inbound-rtp');
  return { samples: Number(inbound?.['totalSamplesReceived']), concealed: Number(inbound?.['concealedSamples']) };
}

const share = (before: Heard, after: Heard) =>
  `${((100 * (after.concealed - before.concealed)) / (after.samples - before.samples)).toFixed(2)} %`;

async function tell(
  people: People,
  line: LossyLine,
  open: (name: string, adapts: boolean) => Promise<Person>,
  name: string,
  story: Story,
) {
  line.setWeather(BASE);
  const [adapting, fixed] = [await open('Anna', true), await open('Ben', false)];
  await hears(fixed, [adapting]);
  await hears(adapting, [fixed]);
  const reports: SendReport[] = [];
  const settings: string[] = [];
  let counters: LinkCounters | null = null;
  let begun: [Heard, Heard] | null = null;
  const started = Date.now();
  const elapsed = () => (Date.now() - started) / 1000;
  for (const [fromS, weather] of [...story, [until - 15, null], [until, null]] as [number, Weather | null][]) {
    while (elapsed() < fromS) {
      const { red, packetMs, stats } = await statsOf(adapting);
      const now = countersOf({ values: () => stats });
      const said = counters && now && reportOf(counters, now);
      if (said) reports.push(said);
      if (!counters || said) counters = now;
      const word = `${packetMs} ms${red ? ' RED' : ''}`;
      if (word !== settings.at(-1)?.split(': ')[1]) settings.push(`${elapsed().toFixed(0)} s: ${word}`);
      await pause(LOOK_MS);
    }
    if (weather) line.setWeather({ ...BASE, ...weather });
    else if (!begun) begun = [heardIn((await statsOf(fixed)).stats), heardIn((await statsOf(adapting)).stats)];
  }
  const [ofAdapting, ofFixed] = begun ?? [
    { samples: 0, concealed: 0 },
    { samples: 0, concealed: 0 },
  ];
  const row: Row = {
    line: name,
    'made up, adapting': share(ofAdapting, heardIn((await statsOf(fixed)).stats)),
    'made up, as before': share(ofFixed, heardIn((await statsOf(adapting)).stats)),
    settings: settings.join(', '),
  };
  await people.leave();
  console.log(row);
  return { row, reports: reports.map((one) => ({ ...one, at: Math.round(one.at - (reports[0]?.at ?? 0)) })) };
}

const [coturn, site, people] = await Promise.all([startCoturn(SECRET), startSite(), launch()]);
const line = await startLossyLine(Number(/:(\d+)\?/.exec(coturn.url)?.[1]));
const product = await startProduct({ TURN_URLS: `turn:127.0.0.1:${line.port}?transport=udp`, TURN_SECRET: SECRET });

async function open(name: string, adapts: boolean): Promise<Person> {
  const person = await people.visit(name, 'about:blank');
  await person.page.addInitScript(installHooks, 0.01);
  if (!adapts) {
    await person.page.addInitScript(() => {
      const { getStats } = RTCPeerConnection.prototype;
      RTCPeerConnection.prototype.getStats = async function (this: RTCPeerConnection) {
        const report: RTCStatsReport = await getStats.call(this);
        return new Map([...report.entries()].filter(([, { type }]) => type !== 'remote-inbound-rtp'));
      } as typeof getStats;
    });
  }
  await person.page.goto(site.page(snippet(product.url, 'room="line" privacy="relay"')));
  await pressJoin(person);
  await isIn(person);
  return person;
}

try {
  const rows: Row[] = [];
  const recorded: Record<string, SendReport[]> = wanted.length ? JSON.parse(readFileSync(FIXTURE, 'utf8')) : {};
  for (const [name, story] of STORIES) {
    if (wanted.length && !wanted.includes(name)) continue;
    const { row, reports } = await tell(people, line, open, name, story);
    rows.push(row);
    recorded[name] = reports;
    writeFileSync(FIXTURE, `${JSON.stringify(recorded, null, 2)}\n`);
  }
  report(wanted.length ? 'adaptation-part' : 'adaptation', rows, {});
} finally {
  await people.close();
  await Promise.all([product.stop(), line.close(), coturn.stop(), site.close()]);
}
