import { isRecord, parseJson } from '../../../protocol/guards.ts';
import type { PeerWord } from '../../../protocol/peer-messages.ts';
import type { MediaCall } from './peer-signaling.ts';

function parseWord(data: unknown): PeerWord | undefined {
  const value = typeof data === 'string' ? parseJson(data) : undefined;
  if (!isRecord(value)) return undefined;
  const { muted, deafened } = value;
  return typeof muted === 'boolean' && typeof deafened === 'boolean' ? { muted, deafened } : undefined;
}

/** Hears what the other side says of its sound, from browser to browser. Returns how to say it of our own: the last word arrives. */
export function exchangeWords(call: MediaCall, onSaid: (word: PeerWord) => void): (word: PeerWord) => void {
  let channel: RTCDataChannel | null = null;
  let last = '';

  function send(): void {
    if (last && channel?.readyState === 'open') channel.send(last);
  }

  call.onChannel((opened) => {
    channel = opened;
    channel.addEventListener('message', ({ data }) => {
      const word = parseWord(data);
      if (word) onSaid(word);
    });
    send();
  });

  return ({ muted, deafened }) => {
    const next = JSON.stringify({ muted, deafened });
    if (next === last) return;
    last = next;
    send();
  };
}
