/**
 * Runs in a page: from now on its microphone gives something like speech. A codec repairs lost packets only of what it takes for
 * speech, which a tone is not: a voice with pitch, formants that change with the syllables, and hissing between them.
 */
export function installSpeech(): void {
  const VOWELS = [
    [730, 1090, 2440],
    [270, 2290, 3010],
    [570, 840, 2410],
    [530, 1840, 2480],
    [300, 870, 2240],
  ] as const;
  const SYLLABLE_S = 0.22;
  const HISS_S = 0.06;
  const AHEAD_S = 2;

  navigator.mediaDevices.getUserMedia = async () => {
    const context = new AudioContext();
    await context.resume();
    const cords = new OscillatorNode(context, { type: 'sawtooth', frequency: 125 });
    const noise = new AudioBufferSourceNode(context, { loop: true });
    noise.buffer = new AudioBuffer({ length: context.sampleRate, sampleRate: context.sampleRate });
    const samples = noise.buffer.getChannelData(0);
    for (let index = 0; index < samples.length; index += 1) samples[index] = Math.random() * 2 - 1;

    const voiced = new GainNode(context, { gain: 0 });
    const hissed = new GainNode(context, { gain: 0 });
    const mouth = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    const formants = VOWELS[0].map((frequency) => new BiquadFilterNode(context, { type: 'bandpass', frequency, Q: 8 }));
    for (const formant of formants) cords.connect(formant).connect(voiced);
    noise.connect(new BiquadFilterNode(context, { type: 'highpass', frequency: 3500 })).connect(hissed);
    voiced.connect(mouth);
    hissed.connect(mouth);
    cords.start();
    noise.start();

    let next = context.currentTime;
    let count = 0;
    const say = () => {
      while (next < context.currentTime + AHEAD_S) {
        const vowel = VOWELS[count % VOWELS.length] ?? VOWELS[0];
        for (const [index, formant] of formants.entries()) {
          formant.frequency.setTargetAtTime(vowel[index] ?? 500, next, 0.02);
        }
        cords.frequency.setTargetAtTime(105 + ((count * 37) % 50), next, 0.05);
        voiced.gain.setTargetAtTime(0.8, next, 0.015);
        voiced.gain.setTargetAtTime(0.05, next + SYLLABLE_S - HISS_S, 0.015);
        hissed.gain.setTargetAtTime(count % 2 ? 0.08 : 0, next + SYLLABLE_S - HISS_S, 0.005);
        hissed.gain.setTargetAtTime(0, next + SYLLABLE_S, 0.01);
        next += SYLLABLE_S;
        count += 1;
      }
    };
    say();
    setInterval(say, 500);
    return mouth.stream;
  };
}
