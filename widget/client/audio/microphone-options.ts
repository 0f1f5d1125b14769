/** What is done to the sound of the microphone before it is sent. */
export interface Processing {
  noiseSuppression?: 'browser' | 'rnnoise' | 'off' | undefined;
  echoCancellation?: 'on' | 'off' | undefined;
  autoGain?: 'on' | 'off' | undefined;
}

export interface MicrophoneOptions extends Processing {
  /** Its `deviceId`; empty: the system's default, which is followed. */
  microphone?: string | undefined;
}
