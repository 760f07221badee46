import type { AlignmentCanvas, AlignmentCanvasEventMap } from './alignment-canvas.js';

type Calls =
  | 'exportJson' | 'importJson' | 'openLink' | 'leaveLink' | 'addCard' | 'updateCard' | 'removeCard' | 'connect' | 'select'
  | 'setCamera' | 'getCamera' | 'getCardRect' | 'zoomToFit' | 'undo' | 'redo';

export interface FrameEventMap
  extends Pick<AlignmentCanvasEventMap, 'map-change' | 'selection-change' | 'camera-change' | 'link-change'> {
  /** A file that somebody saves, where the frame was made with `exports`. */
  export: CustomEvent<{ file: File }>;
}

/** A canvas in a frame (`embed.html`): the element's methods and events as messages. Errors have a `code`. */
export class AlignmentCanvasFrame extends EventTarget {
  /** `exports`: files that somebody saves in the frame come as `export` events, and the browser does not save them. */
  constructor(frame: HTMLIFrameElement, options?: { exports?: boolean });
  /** Resolves when the map can be read and changed. `keeps`: the browser keeps maps for the frame. */
  readonly ready: Promise<{ version: 1; calls: string[]; keeps: boolean }>;
  call(call: string, ...args: unknown[]): Promise<unknown>;
  setAttribute(name: 'locale' | 'readonly' | 'theme', value: string | boolean | null): Promise<void>;
  /** The frame is not heard any more. */
  close(): void;
  addEventListener<K extends keyof FrameEventMap>(
    type: K,
    listener: (this: AlignmentCanvasFrame, event: FrameEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

export interface AlignmentCanvasFrame extends Pick<AlignmentCanvas, Calls> {}
