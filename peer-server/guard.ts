import { isRecord, parseJson } from '../protocol/guards.ts';
import { ADMIT, type PeerMessage, RELAYED, type RelayedType } from '../protocol/peer-messages.ts';
import type { LocalPeer, PeerDirectory } from './peer-directory.ts';
import type { TokenBucket } from './token-bucket.ts';

/** A message of this many bytes costs as much as two small ones: bytes are bounded with the messages. */
const BYTES_PER_TOKEN = 2048;
/** So many refusals for speed in a row end the connection. */
const PATIENCE = 200;
/** Nobody waits for the answer to these, so nobody is told that they went nowhere. */
const FAREWELLS: readonly RelayedType[] = ['LEAVE', 'EXPIRE'];

interface Relayed {
  type: RelayedType;
  dst: string;
  payload: unknown;
}

interface Admitting {
  type: typeof ADMIT;
  token: string;
}

/** What a frame asks for; undefined for anything PeerJS does not send. */
function parseFrame(text: string): Relayed | Admitting | 'HEARTBEAT' | undefined {
  const value = parseJson(text);
  if (!isRecord(value)) return undefined;
  if (value.type === 'HEARTBEAT') return 'HEARTBEAT';
  if (value.type === ADMIT)
    return typeof value.payload === 'string' ? { type: ADMIT, token: value.payload } : undefined;
  const type = RELAYED.find((name) => name === value.type);
  const { dst, payload } = value;
  return type && typeof dst === 'string' && dst ? { type, dst, payload } : undefined;
}

export interface GuardOptions {
  peer: LocalPeer;
  directory: PeerDirectory;
  bucket: TokenBucket;
  /** It shows the ticket of a room. Settles when it is in that room, or never will be. */
  onAdmit: (token: string) => Promise<void>;
  /** Passes it on by another instance; false if none has the receiver in the room. */
  sendElsewhere: (message: PeerMessage) => Promise<boolean>;
  /** The peer goes on sending faster than it may. */
  onFlood: () => void;
  /** Something was passed on. */
  onRelay: (type: RelayedType) => void;
  /** Something was not passed on, and why. */
  onDrop: (reason: 'rate' | 'binary' | 'malformed' | 'unreachable') => void;
}

/**
 * Stands between one peer's socket and the relay. Returns the receiver of its frames, which passes on what PeerJS (and our own
 * RESTART) says to somebody of the same room, in the order it was said and in the sender's own name, and drops everything else.
 * Somebody in another room is as unknown as somebody who does not exist: the sender is told EXPIRE at once.
 */
export function createGuard({
  peer,
  directory,
  bucket,
  onAdmit,
  sendElsewhere,
  onFlood,
  onRelay,
  onDrop,
}: GuardOptions) {
  let refusals = 0;
  /** What was said while a ticket is looked at: it was said as a peer of that room. */
  let waiting: (() => void)[] | null = null;

  function unreachable({ type, dst }: Relayed): void {
    if (!FAREWELLS.includes(type)) peer.send({ type: 'EXPIRE', src: dst, dst: peer.id });
    onDrop('unreachable');
  }

  async function relayElsewhere(message: Relayed): Promise<void> {
    if (await sendElsewhere({ ...message, src: peer.id })) onRelay(message.type);
    else unreachable(message);
  }

  function relay(message: Relayed, text: string): void {
    const { type, dst, payload } = message;
    const room = directory.roomOf(dst);
    if (room === undefined) {
      void relayElsewhere(message);
      return;
    }
    if (dst !== peer.id && (room === null || room !== peer.room)) {
      unreachable(message);
      return;
    }
    onRelay(type);
    if (type === 'RESTART') {
      // The one type `peer` does not know.
      directory.get(dst)?.send({ type, src: peer.id, dst, payload });
    } else {
      peer.link.receive(text);
    }
  }

  async function admit(token: string): Promise<void> {
    waiting = [];
    await onAdmit(token);
    const said = waiting;
    waiting = null;
    // It may have gone meanwhile.
    if (directory.get(peer.id) === peer) for (const say of said) say();
  }

  function take(message: Relayed | Admitting | 'HEARTBEAT', text: string): void {
    if (waiting) waiting.push(() => take(message, text));
    else if (message === 'HEARTBEAT') peer.link.receive(text);
    else if (message.type === ADMIT) void admit(message.token);
    else relay(message, text);
  }

  return (data: Buffer, isBinary: boolean): void => {
    if (!bucket.take(1 + Math.floor(data.byteLength / BYTES_PER_TOKEN))) {
      onDrop('rate');
      refusals += 1;
      if (refusals === PATIENCE) onFlood();
      return;
    }
    refusals = 0;
    const text = data.toString();
    const message = isBinary ? undefined : parseFrame(text);
    if (message === undefined) onDrop(isBinary ? 'binary' : 'malformed');
    else take(message, text);
  };
}
