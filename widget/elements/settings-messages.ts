import { section } from './message-section.ts';

/** Every word of the settings. */
export const settingsMessages = section('settings', {
  title: 'Sound settings',
  close: 'Close',
  microphone: 'Microphone',
  speaker: 'Speaker',
  systemDefault: 'System default',
  unnamed: 'Device {number}',
  level: 'Microphone level',
  tryMicrophone: 'Try the microphone',
  speakNow: 'Say something: the bar should move.',
  lost: 'The one you chose is not plugged in. Until it is back, the system default is used.',
  echoCancellation: 'Echo cancellation',
  autoGain: 'Automatic volume of the microphone',
  noiseSuppression: 'Noise suppression',
  noise: { browser: 'By the browser', rnnoise: 'Strong (RNNoise)', off: 'Off' },
  volume: 'Volume',
  testTone: 'Play a test tone',
  noSpeakerChoice: 'This browser plays through the speaker chosen in your system.',
  pushToTalk: 'Push-to-talk key',
  change: 'Change',
  pressKey: 'Press a key. Escape keeps the one you have.',
  people: 'People',
  volumeOf: 'Volume of {name}',
  muteForMe: 'Mute for me',
  muteNameForMe: 'Mute {name} for me',
});
