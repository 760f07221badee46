// In the place of the page's worker where there is to be none, as while people work on the program: whatever an earlier
// one keeps here goes, and so does it. To take the worker off a server, put this in its place.
const KEPT = `alignment-canvas ${new URL('./', location.href).href} `;

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(go()));
// A page that a worker has kept asks whether all of it is there, and leaves by itself: `offline.js`.
addEventListener('message', ({ data, ports }) => data === 'whole' && ports[0].postMessage('gone'));

async function go() {
  const kept = (await caches.keys()).filter((name) => name.startsWith(KEPT));
  await Promise.all(kept.map((name) => caches.delete(name)));
  await registration.unregister();
  for (const window of await clients.matchAll({ type: 'window' })) await window.navigate(window.url).catch(() => {});
}
