import type { ClientMessage, ClientMessageOf, ClientMessageType } from '../../../protocol/live-events.ts';
import type { LiveSocket } from '../environment.ts';

interface FakeSocket extends LiveSocket {
  /** What the client closed it with: `none` without a code; null while it has not. */
  readonly closedWith: number | 'none' | null;
  /** To the client. */
  receive(message: object): void;
  /** The line breaks. */
  drop(code?: number): void;
}

export interface FakeLiveServer {
  openSocket(url: string): LiveSocket;
  readonly sockets: readonly FakeSocket[];
  readonly sent: readonly ClientMessage[];
  /** To the newest socket. */
  tell(message: object): void;
  /** The last message of this type the client sent; throws when there is none. */
  last<K extends ClientMessageType>(type: K): ClientMessageOf<K>;
}

/**
 * The server end of the live socket in memory. `answer` gives the answer to a message (without `ref`), or undefined for none;
 * answers come in later microtasks, as they would.
 */
export function createFakeLiveServer(answer: (message: ClientMessage) => object | undefined): FakeLiveServer {
  const sockets: FakeSocket[] = [];
  const sent: ClientMessage[] = [];

  function openSocket(): LiveSocket {
    let readyState: LiveSocket['readyState'] = 0;
    let closedWith: FakeSocket['closedWith'] = null;
    const socket: FakeSocket = {
      get readyState() {
        return readyState;
      },
      get closedWith() {
        return closedWith;
      },
      onopen: null,
      onmessage: null,
      onclose: null,
      send(data) {
        const message: ClientMessage = JSON.parse(String(data));
        sent.push(message);
        const reply = answer(message);
        if (reply) queueMicrotask(() => socket.receive({ ref: message.ref, ...reply }));
      },
      close(code) {
        if (readyState < 2) closedWith = code ?? 'none';
        readyState = 3;
      },
      receive(message) {
        if (readyState === 1) socket.onmessage?.(new MessageEvent('message', { data: JSON.stringify(message) }));
      },
      drop(code = 1006) {
        readyState = 3;
        socket.onclose?.(new CloseEvent('close', { code }));
      },
    };
    sockets.push(socket);
    queueMicrotask(() => {
      if (readyState !== 0) return;
      readyState = 1;
      socket.onopen?.(new Event('open'));
    });
    return socket;
  }

  return {
    openSocket,
    sockets,
    sent,
    tell: (message) => sockets.at(-1)?.receive(message),
    last(type) {
      const found = sent.findLast((message): message is ClientMessageOf<typeof type> => message.type === type);
      if (!found) throw new Error(`no ${type} was sent`);
      return found;
    },
  };
}
