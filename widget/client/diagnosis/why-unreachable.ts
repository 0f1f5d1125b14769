import type { CallEnvironment } from '../call-environment.ts';
import { addErrorTexts, RoomError, type RoomErrorCode } from '../errors.ts';
import { DIAGNOSIS_ERRORS } from './diagnosis-errors.ts';
import { gather, type IceKind, iceKinds } from './ice-checks.ts';

/** A TURN server over TLS is three round trips away; what has not answered by then does not. */
const ANSWER_MS = 5_000;

/** What became of asking one kind of server for an address; null: it gave one. */
export type Answer = readonly [kind: IceKind, code: RoomErrorCode | null];

/**
 * Why nobody is reached, when that is to be seen from here: relays that refuse us, or no way out at all. Null when something
 * answers, and when there is nobody to ask: then the reason may be the other side's.
 */
export function reasonIn(answers: readonly Answer[]): RoomErrorCode | null {
  if (answers.length === 0) return null;
  const relays = answers.filter(([kind]) => kind !== 'stun');
  const isRefused = relays.some(([, code]) => code === 'turn_credentials_refused');
  if (isRefused && relays.every(([, code]) => code !== null)) return 'turn_credentials_refused';
  return answers.every(([, code]) => code !== null) ? 'network_blocked' : null;
}

/** Asks the servers of a connection, on connections of its own, at most five seconds long. */
export async function whyUnreachable(
  environment: Pick<CallEnvironment, 'createConnection' | 'after'>,
  { iceServers = [], iceTransportPolicy }: RTCConfiguration,
): Promise<RoomError | null> {
  addErrorTexts(DIAGNOSIS_ERRORS);
  const servers = iceServers.map((server) => ({ ...server, urls: [server.urls].flat() }));
  // Who uses relays only has no use for an address.
  const kinds = [...iceKinds(servers)].filter(([kind]) => kind !== 'stun' || iceTransportPolicy !== 'relay');
  const answers = await Promise.all(
    kinds.map(async ([kind, some]): Promise<Answer> => {
      const over = new AbortController();
      const timeUp = Promise.withResolvers<never>();
      const cancel = environment.after(ANSWER_MS, () => timeUp.reject());
      try {
        await Promise.race([gather(environment, kind, some, over.signal), timeUp.promise]);
        return [kind, null];
      } catch (error) {
        return [kind, error instanceof RoomError ? error.code : 'turn_unreachable'];
      } finally {
        cancel();
        over.abort();
      }
    }),
  );
  const code = reasonIn(answers);
  return code && new RoomError(code, { cause: answers });
}
