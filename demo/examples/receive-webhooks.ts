/** Asks for webhooks, and does something with each event once: nothing is believed that the server did not sign. */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { VoiceRoomServer, verifyWebhook, WebhookVerificationError } from 'voice-room/server';

const { VOICE_ROOM_URL: url = 'http://localhost:3000', VOICE_ROOM_KEY: key, PORT = '4000' } = process.env;
const voice = new VoiceRoomServer({ url, ...(key ? { key } : {}) });

const { id, secret } = await voice.webhooks.create({ url: `http://127.0.0.1:${PORT}/` });
/** What was had already; in your database, so that it outlives the process. */
const seen = new Set<string>();

const server = createServer(async (request, response) => {
  try {
    const event = verifyWebhook(await text(request), request.headers, secret);
    // Answer first, work afterwards: an event that is not answered in 15 s is sent again.
    response.writeHead(204).end();
    if (seen.has(event.id)) return;
    seen.add(event.id);
    if (event.type === 'participant.joined') console.log(`${event.data.displayName} is here`);
    if (event.type === 'room.closed') console.log(`${event.data.name} is closed`);
  } catch (error) {
    response.writeHead(error instanceof WebhookVerificationError ? 400 : 500).end();
  }
});
server.listen(Number(PORT), '127.0.0.1', () => console.log('listening'));

process.once('SIGINT', async () => {
  await voice.webhooks.delete(id);
  server.close();
  server.closeIdleConnections();
});
