import { ContextConsumer, createContext } from '@lit/context';
import type { LitElement } from 'lit';
import type { RoomClient } from '../client/room-client.ts';
import type { RoomSnapshot } from '../client/room-snapshot.ts';
import { SnapshotSlice } from './snapshot-slice.ts';

/**
 * The room client, for the parts of a call. The first script does without contexts (0.7 kB): `<voice-room>` hands the
 * client to the lobby and to the call, and the call provides it to what is inside.
 */
export const roomClientContext = createContext<RoomClient | undefined>('voice-room-client');

/** A slice of the snapshot of the client around the element. */
export function contextSlice<T extends readonly unknown[]>(
  host: LitElement,
  select: (snapshot: RoomSnapshot) => T,
): SnapshotSlice<T> {
  const slice = new SnapshotSlice(host, select);
  new ContextConsumer(host, {
    context: roomClientContext,
    subscribe: true,
    callback: (client) => slice.follow(client),
  });
  return slice;
}
