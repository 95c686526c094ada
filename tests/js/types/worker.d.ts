// The service worker's world, as far as ours uses it: tsc has either a page's names or a worker's.

interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface ShellWorker {
  addEventListener(type: "install" | "activate", listener: (event: LastingEvent) => void): void;
  addEventListener(
    type: "fetch",
    listener: (event: LastingEvent & { request: Request; respondWith(answer: Promise<Response>): void }) => void,
  ): void;
  addEventListener(type: "message", listener: (event: LastingEvent & MessageEvent) => void): void;
  addEventListener(type: "sync", listener: (event: LastingEvent & { tag: string }) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}
