// The late part of the program: fetched beside the start, put in place when it is first asked for.
let main;
let fetched;

const get = () => (fetched ??= fetch(new URL('./alignment_canvas_late.wasm', import.meta.url)));

let placed;
const place = () => (placed ??= WebAssembly.instantiateStreaming(get(), { __wasm_split: main }));

/** The module that the late part joins, by its exports. */
export function join(exports) { main = exports; }

/** Called by the program: fetches the late part and says whether it came. */
export async function __wasm_split_load_late(callback, data) {
  let came = true;
  try {
    await place();
  } catch (error) {
    console.error(error);
    placed = fetched = undefined;
    came = false;
  }
  main.__indirect_function_table.get(callback)(data, came);
}
