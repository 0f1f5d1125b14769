/** The least a page does with PeerJS as it comes, by its own documentation: answer calls, call, play what comes. */
interface Call {
  answer(stream: MediaStream): void;
  close(): void;
  on(event: 'stream', callback: (stream: MediaStream) => void): void;
  on(event: 'close' | 'error', callback: () => void): void;
}

interface StockPeer {
  call(id: string, stream: MediaStream): Call;
  on(event: 'open', callback: (id: string) => void): void;
  on(event: 'call', callback: (call: Call) => void): void;
}

declare const Peer: new (options: object) => StockPeer;

const given = new URLSearchParams(location.search);
const { hostname: host, port } = new URL(given.get('server') ?? location.href);
const peer = new Peer({ host, port: Number(port), path: '/', config: JSON.parse(given.get('ice') ?? '{}') });
const calls = new Set<Call>();
let microphone: Promise<MediaStream> | undefined;
let context: AudioContext | undefined;

const open = () => {
  microphone ??= navigator.mediaDevices.getUserMedia({ audio: true });
  return microphone;
};

function take(call: Call): void {
  calls.add(call);
  call.on('stream', (stream) => {
    context ??= new AudioContext();
    const audio = new Audio();
    audio.muted = true;
    audio.srcObject = stream;
    context.createMediaStreamSource(stream).connect(context.destination);
  });
  call.on('close', () => calls.delete(call));
  call.on('error', () => calls.delete(call));
}

peer.on('open', (id) => {
  document.title = id;
});
peer.on('call', async (call) => {
  take(call);
  call.answer(await open());
});

Object.assign(globalThis, {
  others: () => calls.size,
  async join(others: string[]) {
    const stream = await open();
    for (const other of others) take(peer.call(other, stream));
  },
  leave() {
    for (const call of calls) call.close();
  },
});

export {};
