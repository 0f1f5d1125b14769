/** The headless client, `voice-room/client`: `createRoomClient(options, browserEnvironment(window))`. */
export type { Check, CheckName } from './diagnosis/check.ts';
export { browserEnvironment, type Environment } from './environment.ts';
export { RoomError, type RoomErrorCode } from './errors.ts';
export { createRoomClient, type JoinOptions, type RoomClient, type RoomClientOptions } from './room-client.ts';
export type {
  ChatMessage,
  ClientState,
  MicrophoneState,
  ParticipantSnapshot,
  Quality,
  Reaction,
  RoomSnapshot,
} from './room-snapshot.ts';
