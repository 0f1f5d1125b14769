import { addErrorTexts, RoomError } from '../errors.ts';
import type { DEVICE_ERRORS } from './device-errors.ts';

export type DeviceErrorCode = keyof typeof DEVICE_ERRORS;

/** An error of a microphone or a speaker. Few people ever need its words: they are loaded now. */
export async function deviceError(code: DeviceErrorCode, cause?: unknown): Promise<RoomError> {
  try {
    addErrorTexts((await import('./device-errors.ts')).DEVICE_ERRORS);
  } catch {
    // Its code says it, too.
  }
  return new RoomError(code, { cause });
}
