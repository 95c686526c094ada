// What our modules find in the pages that our own templates made. They look for an element that is
// there and use what such an element has; that the template has it is what the journeys show.
// So a found element is a Part: never null, its data-* attributes are there, and it has the members
// of fields, forms, links, dialogs and players that we use. A misspelt member is still an error.

interface Part
  extends HTMLElement,
    Pick<HTMLInputElement, "checked" | "defaultValue" | "disabled" | "files" | "form" | "list" | "name" | "required" | "select" | "type" | "value">,
    Pick<HTMLFormElement, "action" | "method" | "noValidate" | "reportValidity" | "requestSubmit" | "reset" | "submit">,
    Pick<HTMLSelectElement, "options" | "selectedOptions" | "selectedIndex">,
    Pick<HTMLDialogElement, "close" | "open" | "returnValue" | "showModal">,
    Pick<HTMLAnchorElement, "download" | "href">,
    Pick<HTMLImageElement, "alt" | "complete" | "currentSrc" | "naturalWidth">,
    Pick<HTMLTimeElement, "dateTime">,
    Pick<HTMLMediaElement, "currentTime" | "duration" | "load" | "paused" | "play" | "pause" | "src"> {
  readonly dataset: DOMStringMap & Record<string, string>;
  readonly elements: { [Symbol.iterator](): Iterator<any>; [name: string]: any };
  readonly children: HTMLCollectionOf<Part>;
  readonly parentElement: Part;
  readonly firstElementChild: Part;
  readonly lastElementChild: Part;
  readonly nextElementSibling: Part;
}

interface ParentNode {
  querySelector<E extends Element = Part>(selectors: string): E;
  querySelectorAll<E extends Element = Part>(selectors: string): NodeListOf<E>;
}

interface Element {
  closest<E extends Element = Part>(selectors: string): E;
}

// An event of the page happens to one of its parts.
type Heard<E> = E & { readonly target: Part; readonly currentTarget: Part };

interface Document {
  getElementById<E extends HTMLElement = Part>(id: string): E;
  addEventListener<K extends keyof DocumentEventMap>(
    type: K,
    listener: (event: Heard<DocumentEventMap[K]>) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

interface HTMLElement {
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (event: Heard<HTMLElementEventMap[K]>) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: `htmx:${string}`, listener: (event: Heard<HtmxEvent>) => unknown): void;
}

type HtmxEvent = CustomEvent<{
  xhr: XMLHttpRequest;
  serverResponse?: string;
  shouldSwap: boolean;
  requestConfig: { verb: string; elt?: Part };
}>;

// What only some browsers have.
interface Navigator {
  readonly standalone?: boolean;
}

interface SpeechRecognizer extends EventTarget {
  lang: string;
  maxAlternatives: number;
  start(): void;
  stop(): void;
  abort(): void;
  addEventListener(type: "result", listener: (event: { results: { transcript: string }[][] }) => void): void;
  addEventListener(type: "error" | "end", listener: () => void): void;
}

type SpeechRecognitionMaker = new () => SpeechRecognizer;
declare var SpeechRecognition: SpeechRecognitionMaker | undefined;
declare var webkitSpeechRecognition: SpeechRecognitionMaker | undefined;

interface ServiceWorkerRegistration {
  readonly sync?: { register(tag: string): Promise<void> };
}

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

interface WindowEventMap {
  beforeinstallprompt: InstallPrompt;
}

declare const htmx: {
  ajax(method: string, url: string, how: object): Promise<void>;
  process(element: Element): void;
};
