import type { PassingEvent, PassingMessage, Ref, RoomEvent, RoomMessage } from '../../protocol/live-events.ts';

/** Which live connection's command brought an event about: only that connection's copy carries the `ref`. Opaque to services. */
export interface Cause {
  connection: string;
  ref?: Ref | undefined;
}

/** What a bus carries: what is numbered, and what passes. */
export type BusMessage = RoomMessage | PassingMessage;
export type BusListener = (message: BusMessage, cause: Cause | undefined) => void;

/** Carries what happened in rooms from the services to whoever tells people, in every instance. One order per room, numbered by `seq`. */
export interface Bus {
  /** Numbers the event and delivers it to every listener: to those of this instance before it resolves. Call after the commit. */
  publish(event: RoomEvent, cause?: Cause): Promise<RoomMessage>;
  /** Delivers what is not numbered to every listener: to those of this instance before it resolves. */
  pass(event: PassingEvent, cause?: Cause): Promise<void>;
  /** The `seq` of the room's latest event; 0 when there was none. */
  seq(roomId: string): Promise<number>;
  /** Runs the work while no other instance runs any for the same room: what is read, written and published in it has one order. */
  alone<T>(roomId: string, work: () => Promise<T>): Promise<T>;
  /** Says that the participant is here by a socket of this instance from now on. */
  claim(participantId: string): Promise<void>;
  /** Another instance claims a participant. */
  onClaim(hear: (participantId: string) => void): void;
  /** Events may have been missed since; rooms that are announced now are numbered so that everybody notices. */
  onGap(hear: () => void): void;
  /** Rejects unless what is published now reaches everybody. */
  ready(): Promise<void>;
  /** Returns the unsubscribe function. */
  subscribe(listener: BusListener): () => void;
  close(): Promise<void>;
}
