/** docs/recovery.md, made from what the lab has measured. */
import { type LabResults, type LabRow, misses, summary } from './results.ts';

const PRODUCTS = ['voice-room', 'PeerJS', 'bare WebRTC'] as const;

const HEAD = `# Recovery, measured

What happens to a call when something happens to its people or its servers. Made by \`npm run docs\` from
\`bench/results/lab.json\`, which \`npm run bench:lab\` writes (root, Linux): every person is a Chromium on a host of its own (a network
namespace), which has the same call by three products at once: \`<voice-room>\`, PeerJS 1.5.5 as it comes, and a bare
RTCPeerConnection with a plain WebSocket, each the least that its documentation shows. So whatever happens, happens to all three at
the same moment. All three know a STUN server, as people on networks of their own need one. Heard is what reaches the speakers: a tone, looked at every 10 ms.

Times are milliseconds, **median / worst** of the runs. "never" means: not within 15 s after the network or the server was back (a
name that stays in the list: 20 or 40 s). The last column says how many processes wanted one of the machine's cores meanwhile, the
lab's own and others': where it is high, look at a figure next to its neighbours rather than at its aim. Of a case that was measured
more than once, the measurement with the least load is kept. What has no row (\`npm run bench:lab\` has more cases) is not measured yet.
`;

const ADDED = `## What we add

The browser itself heals an outage of up to about eight seconds: there all three are alike, and our part is not to disturb it. After
that PeerJS and a bare connection never come back: nothing starts ICE anew, and the signalling socket they would need is dead too,
which TCP finds out after minutes.

- Half a second without sound is a doubt, a second a loss; then the line to the signalling server is proven or replaced, and ICE
  starts anew over it until sound flows ([architecture](architecture.md#a-link-that-is-lost)).
- When every line is dead, a STUN server is asked each second whether the network is back: browsers make sockets that fail wait
  ([decision](decisions/0013-stun-tells-that-the-network-is-back.md)).
- Both sockets come back by themselves, with the same participant: nobody is seen to leave. PeerJS does not connect to a restarted
  server again.
- A closed page is gone within two seconds, because its socket says so; without a server that knows who is there, it takes the
  browser 15 s (bare), or for ever (PeerJS hears nothing of it).
- Lost packets are sent twice (RED) while the other side reports losses ([quality](quality.md)).
- TURN credentials are renewed at half their life.
`;

const GROUPS: [title: string, belongs: (name: string) => boolean][] = [
  ['The network fails', (name) => /^(outage|cable|deaf|dumb|address|sleep|turn)/.test(name)],
  ['Servers die', (name) => name.startsWith('kill')],
  ['Somebody goes', (name) => /^(closed|vanished)/.test(name)],
  ['Packets are lost', (name) => name.startsWith('loss')],
  ['Joining from far away', (name) => /^(rtt|join)/.test(name)],
  ['Between networks', (name) => name.startsWith('nat')],
];

const number = (value: number, unit: LabRow['unit']) =>
  Number.isFinite(value) ? `${value}${unit === 'ms' ? '' : ` ${unit}`}` : 'never';

function figures(row: LabRow | undefined): string {
  if (!row) return '–';
  const { median, worst } = summary(row.values);
  const [usual, most] = [number(median, row.unit), number(worst, row.unit)];
  return `${usual === most ? usual : `${usual} / ${most}`}${row.notes.length ? ` (${row.notes.join(', ')})` : ''}`;
}

function aimOf({ aim, unit }: LabRow): string {
  if (!aim) return '';
  const parts = [aim.median, aim.worst].map((value) => (value === undefined ? '' : number(value, unit)));
  return parts[0] === parts[1] ? (parts[0] ?? '') : parts.filter(Boolean).join(' / ');
}

function table(rows: readonly LabRow[]): string {
  const lines = new Map<string, LabRow[]>();
  for (const row of rows) {
    const key = `${row.case} ${row.metric}`;
    lines.set(key, [...(lines.get(key) ?? []), row]);
  }
  const head = `| what happens | measured | ${PRODUCTS.join(' | ')} | aim | runs | load |\n|---|---|---|---|---|---|---|---|\n`;
  const body = [...lines.values()].map((of) => {
    const ours = of.find(({ product }) => product === 'voice-room') ?? of[0];
    if (!ours) return '';
    const cells = PRODUCTS.map((name) => figures(of.find(({ product }) => product === name)));
    const aim = `${aimOf(ours)}${misses(ours) ? ' **missed**' : ''}`;
    return `| ${[ours.what, ours.metric, ...cells, aim, ours.values.length, ours.load].join(' | ')} |\n`;
  });
  return head + body.join('');
}

/** The whole page. */
export function recoveryPage({ machine, rows }: LabResults): string {
  const sections = GROUPS.flatMap(([title, belongs]) => {
    const own = rows.filter((row) => belongs(row.case));
    return own.length ? [`## ${title}\n\n${table(own)}`] : [];
  });
  const commits = [...new Set(rows.map(({ commit }) => commit))].join(', ');
  return [HEAD, `Machine: ${machine}. Measured at ${commits}.\n`, ...sections, ADDED].join('\n');
}
