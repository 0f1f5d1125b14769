import { isAllowedVoice, mayBeHeard } from '../../protocol/hearing.ts';
import type { Participant } from '../../protocol/rest.ts';
import type { LeaveReason } from '../../protocol/states.ts';
import { type ParticipantActor, participantActor, SYSTEM } from '../auth/actor.ts';
import type { Bus } from '../bus/bus.ts';
import type { ParticipantsService } from '../participants/participants.service.ts';
import { Speech } from './speech.ts';
import { Streaming } from './streaming.ts';
import type { Cancel, Timers } from './timers.ts';

/** The socket that has a stay. */
export interface Holder {
  /** Another socket took the stay up. */
  lose(stay: Stay): void;
}

/** A participant who is in a room by a socket of this process. */
export interface Stay {
  readonly participantId: string;
  readonly roomId: string;
  /** What it may do now. */
  readonly actor: ParticipantActor;
  readonly holder: Holder;
  /** As told last; what may be done by one who is muted depends on it. */
  participant: Participant;
  /** Whether the microphone is live. */
  readonly streaming: Streaming;
  readonly speech: Speech;
}

interface Deps {
  participants: Pick<ParticipantsService, 'disconnected' | 'leave'>;
  bus: Bus;
  timers: Timers;
  /** Something of the server's own failed; nobody waits for it. */
  onError: (error: unknown) => void;
}

/** How long a stay whose socket is gone waits for another, and how it ends if none comes. */
export interface Patience {
  ms: number;
  reason: LeaveReason;
}

/** A socket was lost: when its grace is over the participant has left. */
interface Grace {
  cancel: Cancel;
  /** Settles when the others have been told. */
  told: Promise<void>;
}

/** Which participants are here by a live socket, and which of them may still come back to one. */
export class Stays {
  readonly #deps: Deps;
  readonly #stays = new Map<string, Stay>();
  readonly #graces = new Map<string, Grace>();
  readonly #underWay = new Set<Promise<void>>();
  #closed = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Ids of the participants who are here, or may come back yet. */
  ids(): string[] {
    return [...this.#stays.keys(), ...this.#graces.keys()];
  }

  begin(participant: Participant, siteId: string, holder: Holder): Stay {
    const { bus, timers, onError } = this.#deps;
    const { id: participantId, roomId } = participant;
    const tell = (speaking: boolean): void => {
      bus.publish({ type: 'voice:speaking', roomId, participantId, speaking }).catch(onError);
    };
    const speech = new Speech(tell, timers);
    const streaming = new Streaming(async (live, cause) => {
      const type = live ? 'voice:stream-started' : 'voice:stream-stopped';
      await bus.publish({ type, roomId, participantId }, cause);
    }, isAllowedVoice(participant));
    const stay: Stay = {
      participantId,
      roomId,
      holder,
      participant,
      get actor() {
        return participantActor(this.participant, siteId);
      },
      speech,
      streaming,
    };
    this.#stays.set(participantId, stay);
    return stay;
  }

  /** The participant has changed, perhaps by another's hand. */
  follow(stay: Stay, participant: Participant): void {
    stay.participant = participant;
    if (!mayBeHeard(participant)) stay.speech.silence();
    stay.streaming.allow(isAllowedVoice(participant)).catch(this.#deps.onError);
  }

  /** Takes the stay from the socket that has it, or out of its grace. Resolves when nothing more is done about its loss. */
  async reclaim(participantId: string): Promise<void> {
    const stay = this.#stays.get(participantId);
    if (stay) {
      this.end(stay);
      stay.holder.lose(stay);
    }
    const grace = this.#graces.get(participantId);
    grace?.cancel();
    this.#graces.delete(participantId);
    await grace?.told;
  }

  /** The socket is gone: the others see it at once, and after the grace the participant has left. */
  lost(stay: Stay, { ms, reason }: Patience): void {
    if (!this.#forget(stay)) return;
    stay.speech.silence();
    stay.speech.stop();
    if (this.#closed) return;
    const { participants, timers } = this.#deps;
    const { participantId } = stay;
    const told = this.#run(participants.disconnected(participantId));
    const cancel = timers.after(ms, () => {
      this.#graces.delete(participantId);
      this.#leave(stay, reason);
    });
    this.#graces.set(participantId, { cancel, told });
  }

  /** Nothing was heard of the participant for too long: it has left. */
  timeOut(stay: Stay): void {
    this.end(stay);
    this.#leave(stay, 'timeout');
  }

  /** The participant has left, or another socket has it. */
  end(stay: Stay): void {
    this.#forget(stay);
    stay.speech.stop();
  }

  /** Forgets everything; in the rooms it stays as it is, so that people can come back to another process. Resolves when nothing is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const stay of this.#stays.values()) stay.speech.stop();
    for (const { cancel } of this.#graces.values()) cancel();
    this.#stays.clear();
    this.#graces.clear();
    await Promise.all(this.#underWay);
  }

  #leave({ roomId, participantId }: Stay, reason: LeaveReason): void {
    this.#run(this.#deps.participants.leave(SYSTEM, roomId, participantId, { reason }));
  }

  /** Resolves in any case. */
  #run(work: Promise<unknown>): Promise<void> {
    const done = work.then(() => undefined, this.#deps.onError).finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
    return done;
  }

  #forget(stay: Stay): boolean {
    return this.#stays.get(stay.participantId) === stay && this.#stays.delete(stay.participantId);
  }
}
