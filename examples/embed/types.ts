// Nothing runs this: the compiler reads it, and whoever wants to know how the types are used.
import { AlignmentCanvas, type Camera } from 'alignment-canvas';

const found = document.querySelector('alignment-canvas');
if (found) {
  const canvas: AlignmentCanvas = await found.ready;
  canvas.addEventListener('map-change', ({ detail }) => {
    const origin: 'local' | 'remote' | 'host' = detail.origin;
    console.log(origin, canvas.map?.cards.length);
  });
  canvas.addEventListener('selection-change', ({ detail }) => console.log(detail.cards.join(), detail.link));
  const id: string = await canvas.addCard({ kind: 'outcome', title: 'Fewer accidents', direction: 'decrease' });
  await canvas.updateCard(id, { title: 'Far fewer', notes: null });
  const { zoom }: Camera = await canvas.getCamera();
  await canvas.setCamera({ x: 0, y: 0, zoom: zoom / 2 });
  const { warnings } = await canvas.importJson(await canvas.exportJson());
  console.log(warnings.length);
  // @ts-expect-error a card needs a kind
  await canvas.addCard({ title: 'Of no kind' });
  // @ts-expect-error there is no such method
  canvas.explode();
}
