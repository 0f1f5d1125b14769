import type { ParticipantRecord } from './participant.presenter.ts';

/** What changes when a hand goes up or down. One that is up already keeps its place in line. */
export function handMoved(
  { handRaisedAt }: ParticipantRecord,
  at: Date,
  raised: boolean | undefined,
): Partial<Pick<ParticipantRecord, 'handRaisedAt'>> {
  if (raised === undefined || raised === Boolean(handRaisedAt)) return {};
  return { handRaisedAt: raised ? at : null };
}
