// Where the parts of the program are. A build in one file has another module in the place of this one.

/** What shows, edits and saves the canvas. */
export const first = () => new URL('./alignment_canvas_bg.wasm', import.meta.url);

/** All the rest, compiled: while it comes, and by some browsers once for all visits. A server with another name for it costs that. */
export async function late() {
  const answer = await fetch(new URL('./alignment_canvas_late.wasm', import.meta.url));
  if (!answer.ok) throw new Error(`the late part of Alignment Canvas: ${answer.status}`);
  const named = answer.headers.get('content-type')?.startsWith('application/wasm');
  return named ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer());
}

/** The page that holds all of the program, with places for a title and a map. A module, since those may come where the
 * page has forbidden itself connections. */
export const frame = async () => (await import('./take-home.js')).default;

/** Is the page itself a file that holds the program? */
export const alone = false;
