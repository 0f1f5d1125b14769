/** `voice-room/client`: a room without elements, for an interface of one's own. */
export * from '../../widget/client/index.ts';
