declare global {
  /** When each thing first happened since `marks.clear()`, ms since 1970. */
  var marks: Map<string, number>;
}

/** The steps of a join in the order they happen. The first two only ours has: the bare page needs no room and no ticket. */
export const STEPS = ['joined', 'signalling', 'offer', 'answer', 'connected', 'sound'] as const;

/** Runs in the newcomer's page before its scripts: writes down when offer, answer and the rest pass by. */
export function installMarks(): void {
  globalThis.marks = new Map();
  const mark = (name: string) => {
    if (!globalThis.marks.has(name)) globalThis.marks.set(name, performance.timeOrigin + performance.now());
  };
  const nameOf = (data: unknown) =>
    /^\{"type":"room:joined"/.test(String(data))
      ? 'joined'
      : /^\{"type":"(OPEN|ADMIT)"/.test(String(data))
        ? 'signalling'
        : /^\{"type":"OFFER"|"offer":/.test(String(data))
          ? 'offer'
          : /^\{"type":"ANSWER"|"answer":/.test(String(data))
            ? 'answer'
            : undefined;
  const note = (data: unknown) => {
    const name = nameOf(data);
    if (name) mark(name);
  };
  globalThis.WebSocket = class extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      this.addEventListener('message', ({ data }) => note(data));
    }
    override send(data: string): void {
      note(data);
      super.send(data);
    }
  };
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args: ConstructorParameters<typeof RTCPeerConnection>) {
      super(...args);
      this.addEventListener('connectionstatechange', () => this.connectionState === 'connected' && mark('connected'));
    }
  };
}
