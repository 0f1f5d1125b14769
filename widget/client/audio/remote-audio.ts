import type { CallEnvironment } from '../call-environment.ts';

/** Time constant of a change of volume: too short to notice, long enough not to click. */
const FADE_S = 0.01;

export interface RemoteAudio {
  /** Plays the stream as this participant's sound, in place of the one before. */
  add(id: string, stream: MediaStream): void;
  remove(id: string): void;
  /** Whether the room lets this participant be heard; also before its sound comes. Everybody may be until told otherwise. */
  setAllowed(id: string, isAllowed: boolean): void;
  /** 0..1; also for somebody whose sound is still to come. */
  setVolume(id: string, volume: number): void;
  setMaster(volume: number): void;
  close(): void;
}

/** stream -> gain of the participant -> master gain -> output. */
export function createRemoteAudio(environment: CallEnvironment, context: AudioContext, output: AudioNode): RemoteAudio {
  const master = context.createGain();
  master.connect(output);
  const volumes = new Map<string, number>();
  const silenced = new Set<string>();
  const players = new Map<string, { gain: GainNode; stop(): void }>();

  const fade = (gain: GainNode, volume: number) => gain.gain.setTargetAtTime(volume, context.currentTime, FADE_S);

  const volumeOf = (id: string) => (silenced.has(id) ? 0 : (volumes.get(id) ?? 1));

  function apply(id: string): void {
    const player = players.get(id);
    if (player) fade(player.gain, volumeOf(id));
  }

  function stop(id: string): void {
    players.get(id)?.stop();
    players.delete(id);
  }

  return {
    add(id, stream) {
      stop(id);
      // Chromium feeds a remote stream into WebAudio only while a media element plays it too (crbug.com/121673).
      const element = environment.createAudioElement();
      element.muted = true;
      element.srcObject = stream;
      // Refused before the first click; then there is nothing to hear yet either, and muted playback follows by itself.
      element.play().catch(() => {});
      const source = context.createMediaStreamSource(stream);
      const gain = context.createGain();
      gain.gain.value = volumeOf(id);
      source.connect(gain).connect(master);
      players.set(id, {
        gain,
        stop() {
          source.disconnect();
          gain.disconnect();
          element.srcObject = null;
        },
      });
    },
    remove: stop,
    setVolume(id, volume) {
      volumes.set(id, volume);
      apply(id);
    },
    setAllowed(id, isAllowed) {
      if (isAllowed) silenced.delete(id);
      else silenced.add(id);
      apply(id);
    },
    setMaster: (volume) => fade(master, volume),
    close() {
      for (const id of [...players.keys()]) stop(id);
      master.disconnect();
    },
  };
}
