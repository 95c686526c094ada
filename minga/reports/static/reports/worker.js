// The service worker, served at /sw.js. It keeps the shell of the report page, so that one can
// report without signal, and sends what waits when the browser says that there is signal again.
//
// It keeps our own static files, the offline page, the report page, and the pages that record
// interviews, wake passengers and take part in a workshop, as anybody sees them (asked without
// cookies), nothing else: no API answer, no signed-in page, nobody's report.

import { flush } from "__STATIC__reports/queue.js";
import { read } from "__STATIC__reports/store.js";

const shell = /** @type {ShellWorker} */ (/** @type {unknown} */ (self));
const STATIC = "__STATIC__"; // ends with the digest of its content, so it names the version
const CACHE = `minga ${STATIC}`;
const LANGUAGES = ["es", "en"];
const PAGES = ["/report/", "/offline/"];
// Pages that are kept once somebody has been there, because they are worked on without signal.
const VISITED = /^\/(programme\/[^/]+\/interviews\/record|move\/ride|move\/plan\/sheet\/[\w-]+|w\/[A-Z0-9]{6})\/$/;
// A workshop shows each phone its own seat; what is kept is its page without one.
const SEATED = /^\/w\//;
const FRESH_MS = 60 * 60_000;
const SYNC = "minga.queue";
const SEND_MS = 4000;

// What the pages' modules ask for beyond it; everything that a page's HTML names is found there.
const ASKED_FOR = ["vendor/icons.svg"];
const MAP = ["vendor/maplibre-gl.mjs", "vendor/maplibre-gl-worker.mjs", "vendor/maplibre-gl.css"];

/** @type {(page: string, language: string) => string} */
const keyOf = (page, language) => `${page}${page.includes("?") ? "&" : "?"}shell=${language}`;

// The address under which a visited page is kept: its path, and its city when it names one.
/** @param {URL} address */
function visitedPage({ pathname, searchParams }) {
  const city = searchParams.get("city");
  return VISITED.test(pathname) ? pathname + (city ? `?city=${encodeURIComponent(city)}` : "") : null;
}

// Keeping ----------------------------------------------------------------------

/** @type {(cache: Cache, page: string, language: string) => Promise<string>} */
async function keepPage(cache, page, language) {
  const headers = { "Accept-Language": language };
  const asked = SEATED.test(page) ? `${page}${page.includes("?") ? "&" : "?"}shell=1` : page;
  const answer = await fetch(asked, { headers, credentials: "omit", cache: "no-store" });
  const html = await answer.clone().text();
  // During a change of version the server may already speak of files of the next one.
  if (!answer.ok || !html.includes(STATIC)) throw new Error(`${page} does not fit ${STATIC}`);
  const stamped = new Headers(answer.headers);
  stamped.delete("Vary");
  stamped.set("X-Kept-At", String(Date.now()));
  await cache.put(keyOf(page, language), new Response(html, { headers: stamped }));
  return html;
}

/** @param {string} html */
function staticIn(html) {
  return [...html.matchAll(/(?:href|src)="([^"#]+)/g)].map((match) => match[1]).filter((url) => url.startsWith(STATIC));
}

async function keepShell() {
  const cache = await caches.open(CACHE);
  const pages = await Promise.all(
    PAGES.flatMap((page) => LANGUAGES.map((language) => keepPage(cache, page, language))),
  );
  const files = new Set([...pages.flatMap(staticIn), ...ASKED_FOR.map((name) => STATIC + name)]);
  await cache.addAll([...files]);
  const visited = (await visitedBefore()).map((page) => keepVisited(page));
  await Promise.allSettled([...MAP.map((name) => cache.add(STATIC + name)), keepMap(cache, pages[0]), ...visited]);
}

/** @param {string} page */
async function keepVisited(page) {
  const cache = await caches.open(CACHE);
  const pages = await Promise.all(LANGUAGES.map((language) => keepPage(cache, page, language)));
  await cache.addAll([...new Set(pages.flatMap(staticIn))]);
}

// What older versions of the shell had kept for this phone stays available in the new one.
async function visitedBefore() {
  /** @type {Set<string>} */
  const pages = new Set();
  for (const name of await caches.keys()) {
    if (!name.startsWith("minga ")) continue;
    for (const { url } of await (await caches.open(name)).keys()) {
      const page = visitedPage(new URL(url));
      if (page) pages.add(page);
    }
  }
  return [...pages];
}

// The map's style and what it draws from, when they are ours. Without them there is still a page.
/** @type {(cache: Cache, html: string) => Promise<void>} */
async function keepMap(cache, html) {
  const block = /<script id="map-setup"[^>]*>(.*?)<\/script>/s.exec(html);
  const { style, style_dark: dark } = JSON.parse(block?.[1] ?? "{}");
  for (const address of [style, dark].filter((url) => url?.startsWith("/"))) {
    await cache.add(address);
    const kept = await cache.match(address);
    /** @type {{ sources: Record<string, { data?: unknown }> }} */
    const { sources } = await (kept ?? Response.error()).json();
    const drawn = Object.values(sources).map(({ data }) => data).filter((data) => typeof data === "string");
    const urls = drawn.map((data) => new URL(data, new URL(address, location.origin)));
    await cache.addAll(urls.filter(({ origin }) => origin === location.origin).map(String));
  }
}

async function forgetOld() {
  for (const name of await caches.keys()) {
    if (name.startsWith("minga ") && name !== CACHE) await caches.delete(name);
  }
}

// Answering ---------------------------------------------------------------------

async function language() {
  const kept = await read("settings", "language").catch(() => null);
  return LANGUAGES.find((known) => known === kept?.value) ?? LANGUAGES[0];
}

// A page from the network; without one, the kept report page, or the page that says so.
/** @type {(request: Request, waitFor: (work: Promise<unknown>) => void) => Promise<Response>} */
async function page(request, waitFor) {
  const path = new URL(request.url).pathname;
  const visited = visitedPage(new URL(request.url));
  const cache = await caches.open(CACHE);
  try {
    const signal = path === "/report/" || visited ? AbortSignal.timeout?.(SEND_MS) : undefined;
    const answer = await fetch(request, { signal });
    if (path === "/report/" && answer.ok) waitFor(renew(cache));
    return answer;
  } catch {
    const spoken = await language();
    const known = visited && (await cache.match(keyOf(visited, spoken)));
    if (known) return known;
    // What is kept is the default city's: better no page than one that reports to another city.
    const isOther = new URL(request.url).searchParams.has("city");
    const kept = (!isOther && (await cache.match(keyOf(path, spoken)))) || (await cache.match(keyOf("/offline/", spoken)));
    return kept ?? Response.error();
  }
}

// Categories and areas change without a new version: look again once an hour.
/** @param {Cache} cache */
async function renew(cache) {
  const kept = await cache.match(keyOf("/report/", LANGUAGES[0]));
  if (Date.now() - Number(kept?.headers.get("X-Kept-At") ?? 0) < FRESH_MS) return;
  await Promise.allSettled(LANGUAGES.map((spoken) => keepPage(cache, "/report/", spoken)));
}

// Files of this version never change, so what is kept is good; the map's style may change.
/** @param {Request} request */
async function file(request) {
  const cache = await caches.open(CACHE);
  // MapLibre asks for its worker with a version of its own behind the name.
  const kept = await cache.match(request, { ignoreVary: true, ignoreSearch: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) await cache.put(request, answer.clone());
  return answer;
}

/** @param {Request} request */
async function mapStyle(request) {
  try {
    return await fetch(request);
  } catch {
    return (await (await caches.open(CACHE)).match(request)) ?? Response.error();
  }
}

shell.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => shell.skipWaiting()));
});

shell.addEventListener("activate", (event) => {
  event.waitUntil(forgetOld().then(() => shell.clients.claim()));
});

shell.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith(STATIC)) event.respondWith(file(request));
  else if (url.pathname.startsWith("/map-style/")) event.respondWith(mapStyle(request));
  else if (request.mode === "navigate") {
    event.respondWith(page(request, (work) => event.waitUntil(work)));
  }
});

// A page asks to be kept: { keep: its own address }.
shell.addEventListener("message", (event) => {
  const page = event.data?.keep ? visitedPage(new URL(event.data.keep, location.origin)) : null;
  if (page) event.waitUntil(keepVisited(page).then(() => event.source?.postMessage({ kept: page })));
});

// With the page closed, some browsers call here once there is signal. A refusal makes them retry.
shell.addEventListener("sync", (event) => {
  if (event.tag !== SYNC) return;
  event.waitUntil(
    flush({ fresh: true }).then(({ left }) => {
      if (left) throw new Error(`${left} still wait`);
    }),
  );
});
