/** Between every two kinds of network: do they reach each other, how, and how soon after the click. */
import type { Page } from 'playwright-core';
import type { LabCase, Sample } from '../lab-case.ts';
import { NATS, type Nat } from '../nat.ts';
import { endTalks, joinBoth, type Stage, showBoth, whenWell } from '../stage.ts';

const LIMIT_MS = 20_000;

/** By which way what is heard comes. */
const wayOf = (page: Page): Promise<'direct' | 'relayed' | 'none'> =>
  page.evaluate(async () => {
    const connection = globalThis.connections.findLast((each) => each.connectionState === 'connected');
    if (!connection) return 'none';
    const stats = await connection.getStats();
    const transport = [...stats.values()].find(({ type }) => type === 'transport');
    const pair = stats.get(transport?.selectedCandidatePairId);
    const types = [pair?.localCandidateId, pair?.remoteCandidateId].map((id) => stats.get(id)?.candidateType);
    return types.includes('relay') ? 'relayed' : 'direct';
  });

async function measurePair(stage: Stage, a: Nat, b: Nat): Promise<Sample[]> {
  stage.anna.host.setNat(a);
  stage.ben.host.setNat(b);
  const ice = { iceServers: stage.servers.iceServers() };
  await Promise.all(stage.talks.map((talk) => showBoth(talk, { ice })));
  const samples: Sample[] = [];
  for (const talk of stage.talks) {
    const pressed = await joinBoth(talk);
    const heard = await whenWell(talk, pressed, LIMIT_MS);
    samples.push({
      product: talk.product.name,
      metric: `${a} – ${b}`,
      unit: 'ms',
      value: heard === null ? null : Math.round(heard - pressed),
      note: await wayOf(talk.ben),
    });
  }
  await endTalks(stage);
  return samples;
}

export const MATRIX: LabCase[] = NATS.map((nat, index) => ({
  name: `nat-${nat.toLowerCase().replaceAll(' ', '-')}`,
  what: 'two-way audio after the click, between networks, with a TURN server',
  seconds: 10 * (NATS.length - index),
  stage: { turn: true, behindNat: true },
  needs: ['nft', 'turnserver'],
  async run(stage) {
    const samples: Sample[] = [];
    for (const other of NATS.slice(index)) samples.push(...(await measurePair(stage, nat, other)));
    return samples;
  },
}));
