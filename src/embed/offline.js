// Has the page's worker keep all of the page, and tells the canvas what came of it: whether the page opens without a connection,
// and whether a newer version of it waits. Where a browser allows no worker, as on plain http:, nothing is said.

function told(worker) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage('whole', [port2]);
  });
}

/** Lets the version that waits begin, and shows it. A browser holds it back while the one before is at work, and does not always look again by itself. */
function begin(worker) {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  const ask = () => worker.postMessage('begin');
  ask();
  setInterval(ask, 500);
}

/** There is to be no worker any more (`gone.js`): what one has kept goes, and so does a page that came from it. */
async function leave(registration) {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(`alignment-canvas ${registration.scope} `)).map((name) => caches.delete(name)));
  await registration.unregister();
  location.reload();
}

export async function keepWhole(canvas) {
  // This page is one that a worker has kept.
  const kept = Boolean(navigator.serviceWorker?.controller);
  let registration;
  try {
    registration = await navigator.serviceWorker.register('worker.js', { updateViaCache: 'none' });
    // Browsers look for a newer one by themselves, but take their time.
    registration.update().catch(() => {});
  } catch {
    // Not allowed here, or there is no connection: a worker from before is at work all the same.
    registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  }
  if (!registration) return;
  const tell = async () => {
    const { active, waiting } = registration;
    const [whole, next] = await Promise.all([active, waiting].map((worker) => worker && told(worker)));
    if ([whole, next].includes('gone')) return kept && leave(registration);
    if (active) canvas.setOffline({ ready: whole === true, update: next === true }).catch(() => {});
  };
  const follow = (worker) => worker?.addEventListener('statechange', tell);
  for (const worker of [registration.installing, registration.waiting, registration.active]) follow(worker);
  registration.addEventListener('updatefound', () => follow(registration.installing));
  canvas.addEventListener('update-wanted', () => registration.waiting && begin(registration.waiting));
  // A browser may throw away what it keeps; whoever comes back to the page is told how it is by then.
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && tell());
  await tell();
}

/** A version that cannot start may have been mended: if a newer one is there, or comes now, it is not asked for. */
export async function replaceBroken() {
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.update().catch(() => {});
  const coming = registration?.installing;
  if (coming) await new Promise((resolve) => coming.addEventListener('statechange', resolve, { once: true }));
  if (registration?.waiting) begin(registration.waiting);
}
