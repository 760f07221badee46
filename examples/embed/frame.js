import { AlignmentCanvasFrame } from './node_modules/alignment-canvas/alignment-canvas-frame.js';

// Files that somebody saves in the frame come to this page.
const canvas = new AlignmentCanvasFrame(document.querySelector('iframe'), { exports: true });
canvas.addEventListener('export', ({ detail: { file } }) => {
  const item = document.createElement('li');
  item.textContent = `${file.name}, ${file.size} bytes`;
  document.getElementById('files').append(item);
});

async function count() {
  const { cards } = JSON.parse(await canvas.exportJson());
  document.getElementById('count').textContent = `Cards: ${cards.length}`;
}
canvas.addEventListener('map-change', count);
canvas.ready.then(count);
