// The page of its own: hosts one canvas, shows the map that is in its address, and once all of it has loaded forbids
// itself every connection.
import './element.js';

const LINK = '#map.';
const canvas = document.querySelector('alignment-canvas');
const show = (fragment) => {
  // Opening what was open before has taken the fragment away; it belongs there as long as its map is looked at.
  history.replaceState(null, '', fragment);
  canvas.openLink(fragment);
};
const fragment = location.hash;

await canvas.ready;
if (fragment.startsWith(LINK)) show(fragment);
// A link pasted while nothing on the page has the keyboard.
addEventListener('paste', (event) => {
  const text = event.composedPath().includes(canvas) ? '' : event.clipboardData.getData('text/plain');
  if (text.includes(LINK)) canvas.openLink(text);
});
addEventListener('hashchange', () => { if (location.hash.startsWith(LINK)) show(location.hash); });

const policy = document.createElement('meta');
policy.httpEquiv = 'Content-Security-Policy';
policy.content = "connect-src 'none'";
document.head.append(policy);
