// Puts the later parts of the program beside the first one, whose memory, table and functions they share: the cold part, whose
// functions need not be there at once, and then the late part, which has whole features.
import { cold, coldAtOnce, late } from './parts.js';

let main;
let filling;
let coming;
let tellWhole;

/** Resolves when the late part is in place, which is after the last thing that a canvas fetches. */
export const whole = new Promise((resolve) => { tellWhole = resolve; });

// Compiled.
let seldom;
let compiled;

/** The exports of the first part; again after a fresh start, which fetches nothing that has come. */
export function join(exports) {
  main = exports;
  coming = undefined;
  filling = undefined;
  filled();
}

/** Resolves when nothing of the first part is missing any more. Where it does not come, it is asked for again and again. */
export async function filled() {
  for (let wait = 250; ; wait = Math.min(2 * wait, 8000)) {
    try {
      return await fill();
    } catch (error) {
      console.error(error);
      await new Promise((goOn) => setTimeout(goOn, wait));
    }
  }
}

/** What the program says that broke down because nobody could wait for its part. */
export const MISSING = 'a part of Alignment Canvas did not come';

/** Fetches the cold part, and puts it in its places of the table. */
function fill() {
  const first = main;
  const come = async () => {
    seldom ??= await cold();
    await WebAssembly.instantiate(seldom, { first });
  };
  // What did not come is fetched again by whoever needs it next.
  return (filling ??= come().catch((error) => { filling = undefined; throw error; }));
}

/** The program is in the middle of a step that goes on in the cold part: it cannot wait, so the page does. */
function fillAtOnce() {
  try {
    seldom ??= new WebAssembly.Module(coldAtOnce());
    new WebAssembly.Instance(seldom, { first: main });
  } catch (error) {
    // The step ends nowhere, as with any other breakdown.
    console.error(error);
    throw new WebAssembly.RuntimeError(MISSING);
  }
}

async function come() {
  await fill().catch(fill);
  compiled ??= await late();
  await WebAssembly.instantiate(compiled, { __wasm_split: main });
  tellWhole();
}

async function tell(callback, data) {
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

/** Called by the first part, for the late part; or with nothing to call back, for the cold one, now. A failure is not kept, so that the next call tries again. */
export function __wasm_split_load_late(callback, data) {
  if (callback) tell(callback, data);
  else fillAtOnce();
}
