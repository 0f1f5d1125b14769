/** A relayed call outlives the credentials that it began with, and another network comes after that. */
import { setTimeout as pause } from 'node:timers/promises';
import type { LabCase, Sample } from '../lab-case.ts';
import { endTalks } from '../stage.ts';
import { watchGaps } from './faults.ts';
import { measureRecovery, settle } from './recovery.ts';

const TTL_S = 30;

export const TURN: LabCase[] = [
  {
    name: 'turn-expiry',
    what: 'a relayed call, whose TURN credentials have run out; then another address',
    seconds: TTL_S + 35,
    needs: ['turnserver'],
    stage: {
      turn: true,
      turnTtlS: TTL_S,
      page: (servers) => ({
        attributes: 'privacy="relay"',
        ice: { iceServers: servers.iceServers(TTL_S), iceTransportPolicy: 'relay' },
      }),
    },
    async run(stage) {
      await settle(stage);
      const gaps = await watchGaps(stage);
      await pause((TTL_S + 5) * 1000);
      const silences = await gaps();
      const since = Date.now();
      stage.ben.host.changeAddress();
      const samples: Sample[] = [...silences, ...(await measureRecovery(stage, since))];
      await endTalks(stage);
      return samples;
    },
  },
];
