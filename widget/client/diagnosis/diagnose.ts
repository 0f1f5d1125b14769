import { DEVICE_ERRORS } from '../audio/device-errors.ts';
import { addErrorTexts, RoomError, type RoomErrorCode } from '../errors.ts';
import type { StayContext } from '../stay-context.ts';
import type { Check, CheckName } from './check.ts';
import { DIAGNOSIS_ERRORS } from './diagnosis-errors.ts';
import { gather, iceKinds, loop } from './ice-checks.ts';
import { askApi, tryLiveSocket, trySignaling } from './server-checks.ts';
import { tryAutoplay, tryMicrophone } from './sound-checks.ts';

/** The checks that need nothing but the page have so long, those that need the API's answer so long afterwards: 10 s in all. */
const FIRST_MS = 4_000;
const THEN_MS = 5_500;
/** A context that may play starts within this time. */
const AUTOPLAY_MS = 500;

/** Rejects with a RoomError. `over`: nobody waits any more. */
type Probe = (over: AbortSignal) => Promise<void>;
/** Worth knowing, but nothing is wrong. */
const HARMLESS: readonly RoomErrorCode[] = ['microphone_not_asked'];

function noop(): void {}

/** Tries every part of the way to a conversation at once, on connections of its own; a call that runs hears nothing of it. */
export async function diagnose({ environment, store, options }: StayContext): Promise<readonly Check[]> {
  addErrorTexts({ ...DEVICE_ERRORS, ...DIAGNOSIS_ERRORS });
  const { server, token, tokenProvider, siteKey } = options();
  const { snapshot } = store;

  async function check(name: CheckName, ms: number, late: RoomErrorCode, probe: Probe): Promise<Check> {
    const started = environment.now();
    const over = new AbortController();
    const timeUp = Promise.withResolvers<never>();
    const cancel = environment.after(ms, () => timeUp.reject(new RoomError(late)));
    const took = () => ({ tookMs: Math.round(environment.now() - started) });
    try {
      await Promise.race([probe(over.signal), timeUp.promise]);
      return Object.freeze({ name, ok: true, ...took() });
    } catch (cause) {
      const { code, message, fix } = cause instanceof RoomError ? cause : new RoomError('internal', { cause });
      return Object.freeze({ name, ok: HARMLESS.includes(code), code, message, fix, ...took() });
    } finally {
      cancel();
      over.abort();
    }
  }

  async function credential(): Promise<string | undefined> {
    try {
      return (await tokenProvider?.()) ?? token ?? siteKey;
    } catch (cause) {
      throw new RoomError('token_invalid', { cause });
    }
  }

  const shown = credential();
  const answer = shown.then((one) => askApi(environment, server, one));
  answer.catch(noop);
  const api = check('api', FIRST_MS, 'server_unreachable', async () => void (await answer));
  /** What the API said, once its check is over. */
  const access = api.then(({ ok, code = 'internal' }) => (ok ? answer : Promise.reject(new RoomError(code))));
  access.catch(noop);

  async function live(): Promise<Check> {
    const own = await check('live', FIRST_MS, 'socket_blocked', async (over) =>
      tryLiveSocket(environment, server, await shown, over),
    );
    const known = await api;
    // Not the network that blocks sockets, if there is nobody there.
    return own.code === 'socket_blocked' && !known.ok
      ? Object.freeze({ ...known, name: own.name, tookMs: own.tookMs })
      : own;
  }

  async function onwards(): Promise<Check[]> {
    const servers = await access.then(
      ({ iceServers }) => iceServers,
      () => [],
    );
    const kinds = [...iceKinds(servers)];
    const found = kinds.map(([kind, some]) =>
      check(kind, THEN_MS, kind === 'stun' ? 'stun_unreachable' : 'turn_unreachable', (over) =>
        gather(environment, kind, some, over),
      ),
    );
    const relays = kinds.flatMap(([kind, some]) => (kind === 'stun' ? [] : some));
    const relay = async (over: AbortSignal) => {
      const looped = loop(environment, relays, over);
      const turns = Promise.all(found).then((all) => all.filter(({ name }) => name !== 'stun'));
      const none = turns.then(
        (all) => all.every(({ ok }) => !ok) && Promise.reject(new RoomError(all[0]?.code ?? 'relay_failed')),
      );
      await Promise.race([looped, none.then(() => looped)]);
    };
    return Promise.all([
      check('signaling', THEN_MS, 'socket_blocked', async (over) =>
        trySignaling(environment, server, (await access).signalingUrl, over),
      ),
      ...found,
      ...(relays.length ? [check('relay', THEN_MS, 'relay_failed', relay)] : []),
    ]);
  }

  const now = Promise.all([
    check('microphone', FIRST_MS, 'microphone_busy', () => tryMicrophone(environment, snapshot)),
    check('autoplay', AUTOPLAY_MS, 'autoplay_blocked', (over) => tryAutoplay(environment, snapshot, over)),
    api,
    live(),
  ]);
  return Object.freeze((await Promise.all([now, onwards()])).flat());
}
