// The parts of the program where they lie in this file, for servers that send no Wasm.
import { cold, coldAtOnce, first, late } from './unpack.js';
export { cold, coldAtOnce, first, late };

export const frame = async () => (await import('./take-home.js')).default;
export const alone = false;
