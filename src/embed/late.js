// Puts the late part of the program beside the first one, whose memory and functions it shares.
import { late } from './parts.js';

let main;
let coming;
let tellWhole;

/** Resolves when the late part is in place, which is after the last thing that a canvas fetches. */
export const whole = new Promise((resolve) => { tellWhole = resolve; });

let compiled;

/** The exports of the first part; again after a fresh start, which fetches nothing. */
export function join(exports) {
  main = exports;
  coming = undefined;
}

async function come() {
  compiled ??= await late();
  await WebAssembly.instantiate(compiled, { __wasm_split: main });
  tellWhole();
}

/** Called by the first part. A failure is not kept, so that the next call tries again. */
export async function __wasm_split_load_late(callback, data) {
  let came = 1;
  try {
    await (coming ??= come());
  } catch (error) {
    coming = undefined;
    came = 0;
    console.error(error);
  }
  main.__indirect_function_table.get(callback)(data, came);
}
