/** The custom element `<alignment-canvas>`. Importing the module defines it. */
export class AlignmentCanvas extends HTMLElement {
  /** Resolves when the map can be read and changed; rejects where the program could not start. */
  ready: Promise<AlignmentCanvas>;

  /** The map; undefined until `ready`. Setting it opens another map, and what is no map is told on the console. */
  get map(): AlignmentMap | undefined;
  set map(map: AlignmentMap);

  /** The attribute: in which language's way moments are written (a tag like `de-CH`), empty: as the browser prefers. The words stay English. */
  locale: string;

  /** The map as the text of a file. */
  exportJson(): Promise<string>;
  /** Opens a map. Rejects with a reason in plain words, and changes nothing, where the text is none. */
  importJson(text: string): Promise<{ warnings: string[] }>;
  /** Asks for a link, for a page that was opened by one whose end got lost: its address has `link` in its query, and nothing behind its `#`. */
  askLink(): Promise<void>;
  /** Shows what a link leads to (a map, an invitation), or takes in what was handed in; the screen says why where it cannot. */
  openLink(link: string): Promise<void>;
  /** Back from what a link led to, to what was open before. */
  leaveLink(): Promise<void>;
  /** Gives the new card's id. */
  addCard(card: NewCard): Promise<string>;
  /** Changes what is given of a card; null clears a field. */
  updateCard(id: string, change: CardChange): Promise<void>;
  removeCard(id: string): Promise<void>;
  /** Links two cards, in the obvious way or in the given one. Gives the link's id. */
  connect(from: string, to: string, kind?: string): Promise<string>;
  select(ids: Iterable<string>): Promise<void>;
  setCamera(camera: Camera): Promise<void>;
  getCamera(): Promise<Camera>;
  /** Where a card lies on the map; null where there is no such card. */
  getCardRect(id: string): Promise<{ x: number; y: number; width: number; height: number } | null>;
  zoomToFit(): Promise<void>;
  /** For a page with a service worker of its own: says on the screen that the page opens without a connection, or offers a newer
   * version of it, which the page loads once `update-wanted` is told. */
  setOffline(state: { ready?: boolean; update?: boolean }): Promise<void>;
  undo(): Promise<void>;
  redo(): Promise<void>;

  addEventListener<K extends keyof AlignmentCanvasEventMap>(
    type: K,
    listener: (this: AlignmentCanvas, event: AlignmentCanvasEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof AlignmentCanvasEventMap>(
    type: K,
    listener: (this: AlignmentCanvas, event: AlignmentCanvasEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

/** Who caused a change: the person at this canvas, somebody else in the room or another tab, or the host page. */
export type Origin = 'local' | 'remote' | 'host';

export interface AlignmentCanvasEventMap extends HTMLElementEventMap {
  /** Not told of the copy on which somebody rehearses a workshop: until that ends, the map is as it was, and methods that change it fail. */
  'map-change': CustomEvent<{ origin: Origin }>;
  'selection-change': CustomEvent<{ cards: string[]; link: string | null; origin: Origin }>;
  'camera-change': CustomEvent<Camera & { origin: Origin }>;
  /** The fragment of the link whose map or invitation is looked at; null once it no longer is. */
  'link-change': CustomEvent<{ fragment: string | null }>;
  /** Somebody saves a file. Whoever calls `preventDefault()` takes it, and the browser does not save it. */
  export: CustomEvent<{ file: File }>;
  /** Somebody wants the newer version of the page that `setOffline` has told of; all is kept by now, or on its way. */
  'update-wanted': CustomEvent<null>;
}

/** Where the upper left corner of the view lies on the map, and how large the map is shown. */
export interface Camera {
  x: number;
  y: number;
  zoom: number;
}

/** What is not named here is described in alignment-map.schema.json. */
export interface NewCard {
  kind: string;
  title?: string;
  notes?: string;
  id?: string;
  lane?: string;
  /** Counts from the upper left corner of the card's lane. */
  position?: { x: number; y: number };
  [field: string]: unknown;
}

export type CardChange = { [Field in keyof NewCard]?: NewCard[Field] | null };

/** A map as a file has it; alignment-map.schema.json describes all of it. */
export interface AlignmentMap {
  format: 'alignment-map';
  version: 1;
  id?: string;
  title?: string;
  cards: Array<{ id: string; kind: string; title: string; [field: string]: unknown }>;
  links: Array<{ id?: string; kind: string; from: string; to: string; [field: string]: unknown }>;
  [more: string]: unknown;
}

declare global {
  interface HTMLElementTagNameMap {
    'alignment-canvas': AlignmentCanvas;
  }
}
