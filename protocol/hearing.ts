import type { Participant } from './rest.ts';

type Voice = Pick<Participant, 'role' | 'muted' | 'serverMuted'>;

/** Whether the room lets this participant be heard, whatever it wishes itself. */
export function isAllowedVoice({ role, serverMuted }: Omit<Voice, 'muted'>): boolean {
  return !serverMuted && role !== 'listener';
}

/** Whether this participant is to be heard: it may and wants to. */
export function mayBeHeard(voice: Voice): boolean {
  return !voice.muted && isAllowedVoice(voice);
}
