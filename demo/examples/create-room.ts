/** A backend makes a room for each appointment, once, however often it is asked to, and lets one customer into it. */
import { VoiceRoomError, VoiceRoomServer } from 'voice-room/server';

const { VOICE_ROOM_URL: url = 'http://localhost:3000', VOICE_ROOM_KEY: key } = process.env;
const voice = new VoiceRoomServer({ url, ...(key ? { key } : {}) });

async function roomFor(appointment: string) {
  const slug = `appointment-${appointment}`;
  try {
    return await voice.rooms.create({
      name: `Appointment ${appointment}`,
      slug,
      maxParticipants: 4,
      settings: { maxDurationS: 3600 },
      metadata: { appointment },
    });
  } catch (error) {
    if (error instanceof VoiceRoomError && error.code === 'slug_taken') return voice.rooms.get(slug);
    throw error;
  }
}

const room = await roomFor(process.argv[2] ?? '42');
const { token } = await voice.rooms.createToken(room.id, { agentId: 'customer-7', displayName: 'Anna', ttlS: 3600 });
console.log(`<voice-room room="${room.id}" token="${token}"></voice-room>`);
