declare global {
  var probe: Probe;
}

/** What the tests can do inside a page. Times are ms since 1970, the same clock in every page. */
export interface Probe {
  now(): number;
  /** How often the page asked for the microphone. */
  asked(): number;
  /** Sound on or off at the microphone; returns when. */
  speak(on: boolean): number;
  /** From now on these microphones are plugged in, each with its own tone, the first as the default. Those that went end. */
  plug(microphones: Readonly<Record<string, number>>): void;
  /** Level in dB at each frequency of what goes to the speakers now (-200 when nothing ever did). */
  levels(frequencies: readonly number[]): number[];
  /** RMS of what goes to the speakers, over the last 20 ms. */
  rms(): number;
  /** The time when `condition` became true; looked at every 10 ms. */
  when(condition: () => boolean, timeout?: number): Promise<number>;
}

/**
 * Runs in every page before its scripts (so it may use nothing from outside). The microphone becomes a tone: a real
 * MediaStream through the real WebRTC stack (null leaves the browser's own). Whatever the page sends to its speakers is measured on
 * the way.
 */
export function installProbe(frequency: number | null): void {
  if (!navigator.mediaDevices) return;
  let source: AudioContext | undefined;
  let asked = 0;
  let level = 0.25;
  let plugged: Readonly<Record<string, number>> = {};
  const opened: { deviceId: string; track: MediaStreamTrack }[] = [];
  const gains: GainNode[] = [];
  const taps: AnalyserNode[] = [];

  const toneMicrophone = async (hz: number) => {
    asked += 1;
    source ??= new AudioContext();
    await source.resume();
    const oscillator = new OscillatorNode(source, { frequency: hz });
    const gain = new GainNode(source, { gain: level });
    const destination = new MediaStreamAudioDestinationNode(source, { channelCount: 1 });
    oscillator.connect(gain).connect(destination);
    oscillator.start();
    gains.push(gain);
    return destination.stream;
  };
  /** As a browser with several microphones gives one of them. */
  const choose = async (constraints?: MediaStreamConstraints) => {
    const audio = constraints?.audio;
    const asked = typeof audio === 'object' ? audio.deviceId : undefined;
    const exact = typeof asked === 'object' && 'exact' in asked ? asked.exact : undefined;
    const wanted = [exact ?? asked].flat().find((id) => typeof id === 'string' && id in plugged);
    const deviceId = wanted ?? (exact ? undefined : Object.keys(plugged)[0]);
    if (typeof deviceId !== 'string') throw new DOMException('', exact ? 'OverconstrainedError' : 'NotFoundError');
    const stream = await toneMicrophone(plugged[deviceId] ?? 0);
    for (const track of stream.getAudioTracks()) {
      Object.defineProperties(track, {
        getSettings: { value: () => ({ deviceId }) },
        label: { value: `Microphone ${deviceId}` },
      });
      opened.push({ deviceId, track });
    }
    return stream;
  };

  const plug = (microphones: Readonly<Record<string, number>>) => {
    plugged = microphones;
    const infos = Object.keys(plugged).map((deviceId) => ({
      kind: 'audioinput' as const,
      deviceId,
      groupId: deviceId,
      label: `Microphone ${deviceId}`,
      toJSON: () => ({}),
    }));
    navigator.mediaDevices.enumerateDevices = async () => infos;
    navigator.mediaDevices.getUserMedia = choose;
    for (const { deviceId, track } of opened) {
      if (deviceId in plugged || track.readyState === 'ended') continue;
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  };

  if (frequency !== null) navigator.mediaDevices.getUserMedia = () => toneMicrophone(frequency);

  const connect = AudioNode.prototype.connect as (this: AudioNode, ...args: unknown[]) => AudioNode;
  AudioNode.prototype.connect = function (this: AudioNode, ...args: unknown[]) {
    if (args[0] instanceof AudioDestinationNode) {
      const tap = new AnalyserNode(this.context, { fftSize: 8192, smoothingTimeConstant: 0 });
      connect.call(this, tap);
      taps.push(tap);
    }
    return connect.apply(this, args);
  } as typeof AudioNode.prototype.connect;

  const now = () => performance.timeOrigin + performance.now();

  // A closed context's analyser keeps its last samples.
  const sounding = () => taps.filter(({ context }) => context.state === 'running');

  const levelAt = (tap: AnalyserNode, hz: number) => {
    const bins = new Float32Array(tap.frequencyBinCount);
    tap.getFloatFrequencyData(bins);
    const bin = Math.round((hz * tap.fftSize) / tap.context.sampleRate);
    return Math.max(...bins.slice(bin - 2, bin + 3));
  };

  const rmsOf = (tap: AnalyserNode) => {
    const samples = new Float32Array(tap.fftSize);
    tap.getFloatTimeDomainData(samples);
    const recent = samples.slice(-Math.round(tap.context.sampleRate / 50));
    return Math.hypot(...recent) / Math.sqrt(recent.length);
  };

  globalThis.probe = {
    now,
    asked: () => asked,
    plug,
    speak(on) {
      level = on ? 0.25 : 0;
      for (const gain of gains) gain.gain.value = level;
      return now();
    },
    levels: (frequencies) => frequencies.map((hz) => Math.max(-200, ...sounding().map((tap) => levelAt(tap, hz)))),
    rms: () => Math.max(0, ...sounding().map(rmsOf)),
    when(condition, timeout = 10_000) {
      const started = now();
      return new Promise((resolve, reject) => {
        const timer = setInterval(() => {
          const late = now() - started > timeout;
          if (!late && !condition()) return;
          clearInterval(timer);
          if (late) reject(new Error(`not within ${timeout} ms: ${condition}`));
          else resolve(now());
        }, 10);
      });
    },
  };
}
