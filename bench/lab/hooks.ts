declare global {
  var ear: Ear;
  /** Every connection this page has made. */
  var connections: RTCPeerConnection[];
  /** What happened in this page, for whoever asks why a time is what it is. */
  var timeline: [at: number, what: string][];
  /** When something like this happened in this page, from `from` on; null: not by `deadline`. */
  var whenNoted: (pattern: RegExp, from: number, deadline: number) => Promise<number | null>;
}

/** What a page hears, looked at every 10 ms. Times are ms since 1970. */
export interface Ear {
  /** Since when it hears something; null while it does not, for longer than 300 ms: a machine under load stutters. */
  since: number | null;
  /** The longest silence (ms) since `forget()`. */
  longestGap: number;
  forget(): void;
  /** Since when it has heard something without a break, once it has for two seconds, not before `from`; null: not by `deadline`. */
  well(from: number, deadline: number): Promise<number | null>;
}

/** Runs in a page before its scripts, beside the probe (demo/e2e/kit/probe.ts): listens, and writes down what passes by. */
export function installHooks(loud: number): void {
  const STEADY_MS = 2_000;
  const BREAK_MS = 300;
  const now = () => performance.timeOrigin + performance.now();
  globalThis.connections = [];
  globalThis.timeline = [];
  const note = (what: string) => void globalThis.timeline.push([Math.round(now()), what]);

  let heardAt = now();
  const ear: Ear = {
    since: null,
    longestGap: 0,
    forget() {
      ear.longestGap = 0;
      heardAt = now();
    },
    well: (from, deadline) =>
      new Promise((resolve) => {
        const timer = setInterval(() => {
          const isWell = ear.since !== null && now() - Math.max(ear.since, from) >= STEADY_MS;
          if (!isWell && now() < deadline) return;
          clearInterval(timer);
          resolve(isWell ? ear.since : null);
        }, 20);
      }),
  };
  globalThis.ear = ear;
  setInterval(() => {
    const at = now();
    ear.longestGap = Math.max(ear.longestGap, at - heardAt);
    if (globalThis.probe?.rms() > loud) {
      heardAt = at;
      if (ear.since === null) note('hears');
      ear.since ??= at;
    } else if (ear.since !== null && at - heardAt > BREAK_MS) {
      ear.since = null;
      note('hears nothing');
    }
  }, 10);

  globalThis.whenNoted = (pattern, from, deadline) =>
    new Promise((resolve) => {
      const timer = setInterval(() => {
        const found = globalThis.timeline.find(([at, what]) => at >= from && pattern.test(what));
        if (!found && now() < deadline) return;
        clearInterval(timer);
        resolve(found?.[0] ?? null);
      }, 20);
    });

  const typeOf = (data: unknown) => /"type":"([\w:-]+)"|^\{"(id)":/.exec(String(data).slice(0, 200));
  const isNews = (type = '') => !/heartbeat|voice:|^ok$/i.test(type);
  globalThis.WebSocket = class extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      const name = String(args[0]).split('?', 1)[0];
      note(`socket ${name}`);
      for (const type of ['open', 'close', 'error']) {
        this.addEventListener(type, (event) => note(`socket ${type} ${name} ${(event as CloseEvent).code ?? ''}`));
      }
      this.addEventListener('message', ({ data }) => {
        const [, type, id] = typeOf(data) ?? [];
        if (isNews(type)) note(`< ${type ?? id}`);
      });
    }
    override send(data: string): void {
      const type = typeOf(data)?.[1];
      if (isNews(type)) note(`> ${type}`);
      super.send(data);
    }
  };

  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args: ConstructorParameters<typeof RTCPeerConnection>) {
      super(...args);
      globalThis.connections.push(this);
      this.addEventListener('connectionstatechange', () => note(`connection ${this.connectionState}`));
      this.addEventListener('iceconnectionstatechange', () => note(`ice ${this.iceConnectionState}`));
    }
    override setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void> {
      note(`local ${description?.type ?? ''}`);
      return super.setLocalDescription(description);
    }
    override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      note(`remote ${description.type}`);
      return super.setRemoteDescription(description);
    }
  };

  document.addEventListener('DOMContentLoaded', () => {
    const element = document.querySelector('voice-room');
    if (!element) return;
    globalThis.others = () => element.participants.length - 1;
    element.addEventListener('voice-state-change', () => note(`state ${element.state}`));
    element.addEventListener('voice-error', (event) => note(`error ${event.code}`));
    element.addEventListener('voice-participant-joined', () => note('told: joined'));
    element.addEventListener('voice-participant-left', () => note('told: left'));
    element.addEventListener('voice-quality-change', () =>
      note(`quality ${element.participants.map(({ quality }) => quality)}`),
    );
  });
}
