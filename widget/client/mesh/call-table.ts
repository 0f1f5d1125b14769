import type { Participant } from '../../../protocol/rest.ts';

export interface Situation {
  selfId: string;
  /** Who was there before us: those we call. Everybody else calls us, so that two calls never cross. */
  callees: ReadonlySet<string>;
  /** Who is in the room, by the server. */
  participants: ReadonlyMap<string, Pick<Participant, 'id' | 'status'>>;
  /** With whom we have a connection, the making of one, or the wait for the next try. */
  linked: ReadonlySet<string>;
  /** Those of them it is time to call again. */
  due: ReadonlySet<string>;
  /** Who calls and waits for our answer. */
  calling: ReadonlySet<string>;
}

export interface Moves {
  call: string[];
  answer: string[];
  hangUp: string[];
}

/** What to do so that there is one connection to everybody in the room, and none to anybody else. */
export function nextMoves({ selfId, callees, participants, linked, due, calling }: Situation): Moves {
  const others = [...participants.values()].filter(({ id }) => id !== selfId);
  const reachable = others.filter(({ id, status }) => status === 'connected' && callees.has(id));
  return {
    call: reachable.filter(({ id }) => !linked.has(id) || due.has(id)).map(({ id }) => id),
    // A caller the server has not told us of could listen without being seen: it waits.
    answer: others.filter(({ id }) => calling.has(id)).map(({ id }) => id),
    hangUp: [...linked].filter((id) => !participants.has(id)),
  };
}
