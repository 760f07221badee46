// The parts of the program where they lie in this file, for servers that send no Wasm.
import { FIRST, LATE } from './packed.js';
import { unpack } from './unpack.js';

export const first = () => unpack(FIRST);
export const late = async () => WebAssembly.compile(await unpack(LATE));
export const frame = async () => (await import('./take-home.js')).default;
export const alone = false;
