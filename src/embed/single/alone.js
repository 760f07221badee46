// The parts of the program where they lie in this page, together with a map. It makes another such page of itself.
import { FRAME } from './frame.js';
import { cold, coldAtOnce, first, late } from './unpack.js';
export { cold, coldAtOnce, first, late };

// In a frame it is not: whoever shows it there has the map.
export const alone = !document.querySelector('meta[name="alignment-canvas-hosts"]');

/** Put together from its parts, not read off the page: programs that people add to their browser write into pages. */
export async function frame() {
  const program = document.getElementById('alignment-canvas-program').textContent;
  const [print] = document.querySelector('meta[http-equiv]').content.match(/sha256-[^']+/);
  return FRAME.replace('{{print}}', () => print).replace('{{program}}', () => program);
}
