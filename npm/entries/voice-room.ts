/** `voice-room`: defines `<voice-room>`. */

import { define } from '../../widget/elements/define.ts';
import { VoiceRoom } from './elements.ts';

define('voice-room', VoiceRoom);

export type * from './elements.ts';
