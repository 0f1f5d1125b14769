/** The least a page can do to talk: getUserMedia, one RTCPeerConnection per other, offer and answer over a plain socket. */
interface Message {
  from: string;
  /** Which connection of the two it is for: what is late must not reach the next one. */
  call: string;
  offer?: RTCSessionDescriptionInit;
  answer?: RTCSessionDescriptionInit;
  candidate?: RTCIceCandidateInit;
}

/** An RTCConfiguration as JSON, in the page's address. */
const configuration: RTCConfiguration = JSON.parse(new URLSearchParams(location.search).get('ice') ?? '{}');
const connections = new Map<string, { connection: RTCPeerConnection; call: string }>();
const socket = new WebSocket(location.href.replace('http', 'ws'));
const send = (to: string, message: object) => socket.send(JSON.stringify({ to, ...message }));
let microphone: Promise<MediaStream> | undefined;
let context: AudioContext | undefined;
let taking = Promise.resolve();

async function connect(other: string, call: string): Promise<RTCPeerConnection> {
  const connection = new RTCPeerConnection(configuration);
  connections.get(other)?.connection.close();
  connections.set(other, { connection, call });
  // What a page looks at that looks after its connections at all.
  connection.onconnectionstatechange = () => {
    if (connection.connectionState === 'failed' && connections.get(other)?.call === call) connections.delete(other);
  };
  connection.onicecandidate = ({ candidate }) => candidate && send(other, { call, candidate });
  connection.ontrack = ({ streams: [stream] }) => {
    context ??= new AudioContext();
    const audio = new Audio();
    audio.muted = true;
    audio.srcObject = stream ?? null;
    if (stream) context.createMediaStreamSource(stream).connect(context.destination);
  };
  microphone ??= navigator.mediaDevices.getUserMedia({ audio: true });
  const stream = await microphone;
  for (const track of stream.getTracks()) connection.addTrack(track, stream);
  return connection;
}

async function take({ id, from, call, offer, answer, candidate }: Message & { id?: string }): Promise<void> {
  if (id) document.title = id;
  else if (offer) {
    const connection = await connect(from, call);
    await connection.setRemoteDescription(offer);
    await connection.setLocalDescription();
    send(from, { call, answer: connection.localDescription });
  } else {
    const current = connections.get(from);
    if (current?.call !== call) return;
    if (answer) await current.connection.setRemoteDescription(answer);
    else if (candidate) await current.connection.addIceCandidate(candidate);
  }
}

// In their order: a candidate is worth nothing before the description it belongs to.
socket.onmessage = ({ data }) => {
  // What fails holds up nothing that comes after it.
  taking = taking.then(() => take(JSON.parse(data as string))).catch(reportError);
};

Object.assign(globalThis, {
  others: () => connections.size,
  async join(others: string[]) {
    microphone = navigator.mediaDevices.getUserMedia({ audio: true });
    for (const other of others) {
      const call = crypto.randomUUID();
      const connection = await connect(other, call);
      await connection.setLocalDescription();
      send(other, { call, offer: connection.localDescription });
    }
  },
  async leave() {
    for (const { connection } of connections.values()) connection.close();
    connections.clear();
    // What was being done to a connection that is closed never ends (W3C WebRTC 4.4.1.5).
    taking = Promise.resolve();
    for (const track of (await microphone)?.getTracks() ?? []) track.stop();
    microphone = undefined;
    await context?.close();
    context = undefined;
  },
});

export {};
