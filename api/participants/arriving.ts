import { isBanned } from '../bans/is-banned.ts';
import type { Sql } from '../db/orm.ts';
import { prepare, prepareWrite } from '../db/prepare.ts';
import type { ParticipantRecord } from './participant.presenter.ts';

type Question = {
  siteId: string;
  slug: string;
  roomId: string;
  agentId: string;
  /** What a ban of the agent may be under. */
  names: string[];
  now: Date;
};

interface Surroundings {
  banned: boolean;
  /** In order of joining. */
  present: ParticipantRecord[];
  /** The agent's latest stay in the room, over or not. */
  before: ParticipantRecord | undefined;
}

const look = prepare<Question>()((from, value) => {
  const banned = isBanned({
    siteId: value('siteId'),
    slug: value('slug'),
    names: value('names'),
    now: value('now'),
  });
  const stays = from.selectFrom('participants').selectAll().where('roomId', '=', value('roomId'));
  const latest = stays
    .where('agentId', '=', value('agentId'))
    .where('status', '=', 'left')
    .orderBy('joinedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1);
  const found = stays.where('status', '<>', 'left').unionAll(({ parens }) => parens(latest));
  return from
    .selectFrom(from.selectNoFrom(banned.as('banned')).as('asked'))
    .leftJoin(found.as('participants'), (join) => join.onTrue())
    .select('asked.banned')
    .selectAll('participants')
    .orderBy('participants.joinedAt')
    .orderBy('participants.id');
});

/** What an agent who wants to come in finds, all at once. The room is locked. */
export async function lookAround(tx: Sql, question: Question): Promise<Surroundings> {
  const rows = await look(tx, question);
  const stays = rows.filter((row): row is typeof row & ParticipantRecord => row.id !== null);
  return {
    banned: rows.some(({ banned }) => banned),
    present: stays.filter(({ status }) => status !== 'left'),
    before: stays.findLast(({ agentId }) => agentId === question.agentId),
  };
}

type Newcomer = Pick<
  ParticipantRecord,
  | 'id'
  | 'roomId'
  | 'agentId'
  | 'displayName'
  | 'avatar'
  | 'vouched'
  | 'agentKeyHash'
  | 'role'
  | 'muted'
  | 'serverMuted'
  | 'serverMutedBy'
  | 'deafened'
  | 'metadata'
>;

type Arrival = Newcomer & { sessionId: string; siteId: string; now: Date };

const insert = prepareWrite<Arrival>()((from, value) =>
  from
    .with('started', (eb) =>
      eb.insertInto('sessions').values({
        id: value('sessionId'),
        siteId: value('siteId'),
        roomId: value('roomId'),
        participantId: value('id'),
        agentId: value('agentId'),
        startedAt: value('now'),
      }),
    )
    .insertInto('participants')
    .values({
      id: value('id'),
      roomId: value('roomId'),
      agentId: value('agentId'),
      displayName: value('displayName'),
      avatar: value('avatar'),
      vouched: value('vouched'),
      agentKeyHash: value('agentKeyHash'),
      role: value('role'),
      status: 'connecting',
      muted: value('muted'),
      serverMuted: value('serverMuted'),
      serverMutedBy: value('serverMutedBy'),
      deafened: value('deafened'),
      metadata: value('metadata'),
      joinedAt: value('now'),
      lastSeenAt: value('now'),
    }),
);

/** The participant, and the session that records its stay. */
export async function arrive(tx: Sql, arrival: Arrival): Promise<ParticipantRecord> {
  await insert(tx, arrival);
  const { sessionId, siteId, now, ...newcomer } = arrival;
  return {
    ...newcomer,
    status: 'connecting',
    handRaisedAt: null,
    joinedAt: now,
    lastSeenAt: now,
    leftAt: null,
    leaveReason: null,
  };
}
