// The parts of the program as they lie in a file of text: packed (gzip), and as letters (base64).
import { COLD, FIRST, LATE } from './packed.js';

async function unpack(letters) {
  const packed = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

let seldom;

export async function first() {
  // Unpacking takes a moment, which later nobody may have.
  seldom = await unpack(COLD);
  return unpack(FIRST);
}

export const cold = () => WebAssembly.compile(seldom);
export const coldAtOnce = () => seldom;
export const late = async () => WebAssembly.compile(await unpack(LATE));
