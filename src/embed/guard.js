// Notices when the program breaks down. A trap leaves its memory as it was in the middle of something: whoever called on
// would read nonsense. So it is let go whole, and a fresh instance goes on from what the browser keeps.
const HERE = new URL('.', import.meta.url).href;
// Traps that follow each other so closely, in milliseconds, are one trouble.
const CLOSE = 60_000;
let restart;
let last = -CLOSE;
let attempt = 0;
let under;
let fallen;

/** What to do then. `attempt`: the how-manieth in a row. */
export function onTrap(run) { restart = run; }

/** Was this the program breaking down? Only one in a page is dealt with at a time. */
export function broken(error) {
  const ours = error instanceof WebAssembly.RuntimeError && (error.stack ?? '').includes(HERE);
  if (!ours || !restart) return;
  // It never came up: what it was in the middle of ends nowhere.
  if (under) return fallen();
  attempt = performance.now() - last < CLOSE ? attempt + 1 : 1;
  last = performance.now();
  // Its sockets and channels would go on talking to nobody.
  const ways = globalThis[Symbol.for('alignment-canvas ways')] ?? new Set();
  for (const way of ways) way.close();
  ways.clear();
  // In a turn of its own: what called the program is still on its way out of it.
  const again = new Promise((resolve) => { fallen = () => resolve(true); });
  under = Promise.race([Promise.resolve().then(() => restart(attempt)), again])
    .catch((why) => {
      console.error(why);
      return why instanceof WebAssembly.RuntimeError;
    })
    .then((again) => {
      under = undefined;
      if (again) broken(error);
    });
}

addEventListener('error', (event) => {
  broken(event.error);
  // Timers and listeners of the instance before find nobody there any more, and that is as it should be.
  if (attempt && event.message.includes('closure from previous WASM instance')) event.preventDefault();
});
addEventListener('unhandledrejection', ({ reason }) => broken(reason));
