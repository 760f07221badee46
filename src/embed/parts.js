// Where the parts of the program are. A build in one file has another module in the place of this one.

/** What shows, edits and saves the canvas. */
export const first = () => new URL('./alignment_canvas_bg.wasm', import.meta.url);
const SELDOM = new URL('./alignment_canvas_cold.wasm', import.meta.url);

/** Compiled while it comes, and by some browsers once for all visits. A server with another name for it costs that. */
async function fetched(place) {
  const answer = await fetch(place);
  if (!answer.ok) throw new Error(`a part of Alignment Canvas: ${answer.status}`);
  const named = answer.headers.get('content-type')?.startsWith('application/wasm');
  return named ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer());
}

/** What seldom runs of that. */
export const cold = () => fetched(SELDOM);

/** The same, before anything else happens. */
export function coldAtOnce() {
  const ask = new XMLHttpRequest();
  ask.open('GET', SELDOM, false);
  // A request that is waited for gives no bytes: letters stand for them.
  ask.overrideMimeType('text/plain; charset=x-user-defined');
  ask.send();
  if (ask.status !== 200) throw new Error(`a part of Alignment Canvas: ${ask.status}`);
  return Uint8Array.from(ask.responseText, (letter) => letter.charCodeAt(0));
}

/** All the rest. */
export const late = () => fetched(new URL('./alignment_canvas_late.wasm', import.meta.url));

/** The page that holds all of the program, with places for a title and a map. A module, since those may come where the
 * page has forbidden itself connections. */
export const frame = async () => (await import('./take-home.js')).default;

/** Is the page itself a file that holds the program? */
export const alone = false;
