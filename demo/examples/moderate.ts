/** Silence in the room: `node moderate.ts <room> [agent]` mutes everybody, and shows the one named the door for an hour. */
import { VoiceRoomServer } from 'voice-room/server';

const { VOICE_ROOM_URL: url = 'http://localhost:3000', VOICE_ROOM_KEY: key } = process.env;
const voice = new VoiceRoomServer({ url, ...(key ? { key } : {}) });
const [room = 'lobby', troublemaker] = process.argv.slice(2);

for await (const { id, agentId, displayName } of voice.participants.list(room, { present: true })) {
  if (agentId === troublemaker) {
    await voice.participants.remove(room, id, { reason: 'removed', ban: 3600 });
    console.log(`${displayName} is out for an hour`);
  } else {
    await voice.participants.update(room, id, { serverMuted: true });
    console.log(`${displayName} is muted`);
  }
}
