/** `voice-room.js`, the file of the script tag, in both its forms: see rollup.config.mjs for how it finds its chunks. */
import('./voice-room.entry.ts');
