/** Yesterday's sessions, or those since a time (`node export-sessions.ts 2026-01-01T00:00:00Z`), as CSV. */
import { VoiceRoomServer } from 'voice-room/server';

const { VOICE_ROOM_URL: url = 'http://localhost:3000', VOICE_ROOM_KEY: key } = process.env;
const voice = new VoiceRoomServer({ url, ...(key ? { key } : {}) });
const from = new Date(process.argv[2] ?? Date.now() - 24 * 3600_000);

/** RFC 4180. */
const field = (value: string | number) =>
  /[",\r\n]/.test(`${value}`) ? `"${`${value}`.replaceAll('"', '""')}"` : value;

console.log('session,room,agent,started,seconds,status');
for await (const { id, roomId, agentId, startedAt, durationS, status } of voice.sessions.list({ from, limit: 100 })) {
  console.log([id, roomId, agentId, startedAt, durationS, status].map(field).join());
}
