import type { WebSocket } from 'ws';

/** Finds sockets whose other end vanished without a word. */
export interface Liveness {
  watch(socket: WebSocket): void;
  stop(): void;
}

/** Pings every open socket each `intervalMs`, and terminates the one that has not answered the ping before. */
export function createLiveness(open: Iterable<WebSocket>, intervalMs: number): Liveness {
  const awaited = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of open) {
      if (awaited.has(socket)) {
        socket.terminate();
      } else {
        awaited.add(socket);
        socket.ping();
      }
    }
  }, intervalMs);
  return {
    watch: (socket) => void socket.on('pong', () => awaited.delete(socket)),
    stop: () => clearInterval(timer),
  };
}
