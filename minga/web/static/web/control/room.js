// The control room, wired: stream → rows → queue and map; queue and keys → panel.

import { openStream, stateShower } from "../live.js";
import { keepAges } from "./ages.js";
import { Atlas } from "./atlas.js";
import { Bell } from "./bell.js";
import { createFeed, sparingly } from "./feed.js";
import { dressKeySwitch, listenToKeys } from "./keys.js";
import { Panel } from "./panel.js";
import { Queue } from "./queue.js";
import { word } from "./words.js";

const room = document.getElementById("room");
const setup = JSON.parse(document.getElementById("room-setup").textContent);
const urgent = new Set(setup.urgent);
/** @type {HTMLFormElement} */
const filter = document.getElementById("filter");
const help = document.getElementById("help");
const SAY_MS = 3000;
const COUNT_MS = 2000;
const RESET_MS = 5000;

document.documentElement.classList.add("has-script");

/** @param {Record<string, string>} more */
function asked(more = {}) {
  const query = new URLSearchParams(location.search);
  query.delete("after");
  query.delete("part");
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return query;
}

/** @type {(path: string, query: URLSearchParams) => Promise<string>} */
async function text(path, query) {
  const answer = await fetch(`${path}?${query}`, { headers: { Accept: "text/html" } });
  // Signed out, or no longer of this room: say so instead of waiting for ever.
  if (answer.redirected || [401, 403].includes(answer.status)) location.reload();
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

// Said politely, and not more often than somebody can listen -------------------------------------
const announce = document.getElementById("announce");
/** @type {string[]} */
let toSay = [];
const speak = sparingly(() => {
  const [first] = toSay;
  announce.textContent = toSay.length === 1 ? first : word("newMany", { count: toSay.length });
  toSay = [];
}, SAY_MS);

/** @param {string} sentence */
function say(sentence) {
  toSay.push(sentence);
  speak();
}

/** @param {Part} line */
function nameOf(line) {
  const part = (/** @type {string} */ name) => line.querySelector(name)?.textContent.trim() ?? "";
  return `${part(".line__what")}, ${part(".line__where")}`;
}

// The parts --------------------------------------------------------------------------------------
const bell = new Bell(document.getElementById("bell"));
/** @type {Set<string>} */
const filed = new Set();

const queue = new Queue(document.getElementById("queue"), {
  onNew(lines) {
    const fresh = lines.filter((line) => filed.delete(line.dataset.receipt));
    if (!fresh.length) return;
    for (const line of fresh) say(word("newOne", { what: nameOf(line) }));
    const grave = fresh.some((line) => urgent.has(line.dataset.category));
    bell.ring(grave ? "urgent" : "new", fresh.length);
  },
});

const atlas = new Atlas(document.getElementById("room-map"), {
  address: () => `${room.dataset.points}?${asked()}`,
  onPick: (receipt) => panel.open(receipt),
});

const panel = new Panel(document.getElementById("side"), {
  address: (receipt) =>
    room.dataset.report.replace("RECEIPT", receipt) + (setup.city ? `?city=${setup.city}` : ""),
  onChange(receipt) {
    const last = queue.chosen;
    queue.choose(receipt);
    const line = queue.line(receipt);
    if (line || !receipt) atlas.choose(line?.dataset.lat, line?.dataset.lon);
    const address = location.pathname + location.search + (receipt ? `#${receipt}` : "");
    history.replaceState(null, "", address);
    if (!receipt) (queue.line(last)?.querySelector("a") ?? queue.lines[0]?.querySelector("a"))?.focus();
  },
  onPlacing: (dossier, found) => atlas.place(dossier, found),
  onCentre(dossier) {
    show("map");
    atlas.choose(dossier.dataset.lat, dossier.dataset.lon, { centre: true });
  },
});

document.getElementById("panel").addEventListener("htmx:afterSwap", () => {
  const { dossier } = panel;
  if (!dossier) return;
  atlas.choose(dossier.dataset.lat, dossier.dataset.lon);
  // The row says at once what the panel says, even when it is about to leave the filter.
  const badge = dossier.querySelector(".dossier__badges .badge");
  queue.line(dossier.dataset.dossier)?.querySelector(".badge")?.replaceWith(badge.cloneNode(true));
});

// The queue --------------------------------------------------------------------------------------
const recount = sparingly(() => {
  text(room.dataset.room, asked({ part: "counts" })).then((html) => queue.counts(html), () => {});
}, COUNT_MS);

const feed = createFeed({
  ask: (receipts) => text(room.dataset.rows, asked({ receipts: receipts.join(",") })),
  onRows(receipts, html) {
    const lines = queue.patch(receipts, html);
    atlas.patch(receipts, lines);
    for (const line of lines) panel.heard(line.dataset.receipt, line.dataset.changed);
    // One that no longer fits the filter has changed too.
    if (receipts.includes(panel.receipt) && !lines.some((line) => line.dataset.receipt === panel.receipt)) {
      panel.heard(panel.receipt, "");
    }
    recount();
  },
});

async function reload() {
  queue.section.setAttribute("aria-busy", "true");
  try {
    queue.replace(await text(room.dataset.room, asked({ part: "queue" })));
    await atlas.reload();
  } catch {
    location.assign(`${location.pathname}?${asked()}`); // the plain way also says what is wrong
  }
  queue.section.removeAttribute("aria-busy");
}

/** @param {URLSearchParams} query */
async function choose(query) {
  history.pushState(null, "", `${location.pathname}?${query}${location.hash}`);
  const state = query.get("state") ?? "";
  let hidden = /** @type {HTMLInputElement | null} */ (filter.querySelector("[name=state]"));
  if (!hidden) filter.prepend((hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "state" })));
  hidden.value = state;
  await reload();
}

filter.addEventListener("change", () => {
  const query = new URLSearchParams(/** @type {string[][]} */ ([...new FormData(filter)].filter(([, value]) => value)));
  choose(query);
});

queue.section.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const chip = event.target.closest("[data-state-choice]");
  const more = event.target.closest("#queue-more a");
  const line = event.target.closest(".line");
  if (!chip && !more && !line) return;
  event.preventDefault();
  if (line) panel.open(line.dataset.receipt, { focus: event.detail === 0 });
  if (chip) {
    const name = chip.dataset.stateChoice;
    const query = asked({ state: name });
    if (!name) query.delete("state");
    choose(query).then(() => queue.section.querySelector(`[data-state-choice="${name}"]`)?.focus());
  }
  if (more) older(more);
});

/** @param {Part} more */
async function older(more) {
  more.setAttribute("aria-busy", "true");
  try {
    queue.append(await text(room.dataset.room, asked({ part: "queue", after: more.dataset.after })));
  } catch {
    more.removeAttribute("aria-busy");
    say(word("failed"));
  }
}

addEventListener("popstate", () => {
  const receipt = location.hash.slice(1);
  if (receipt && receipt !== panel.receipt) panel.open(receipt);
  reload();
});

// The stream -------------------------------------------------------------------------------------
const showState = stateShower(document.querySelector("[data-live]"));
/** @type {ReturnType<typeof openStream> | null} */
let stream = null;
let resetAt = 0;

/** @param {string} after */
function connect(after) {
  stream?.close();
  stream = openStream("/live/control" + (setup.city ? `?city=${setup.city}` : ""), {
    after,
    onEvent: heard,
    onState(state) {
      showState(state);
      if (state === "open") feed.again();
      if (["waiting", "refused", "gone"].includes(state)) recount(); // signed out? It leads to the door
    },
    onReset: caughtOut,
  });
}

/** @param {import("../live.js").Frame} frame */
function heard({ event, data }) {
  if (event === "report.filed") filed.add(data.report);
  if (filed.size > 500) filed.clear();
  if (event === "report.overdue") overdue(data);
  feed.note(data.report);
}

/** @param {{ report: string, category: string }} data */
function overdue(data) {
  const where = queue.line(data.report);
  say(word("overdue", { what: where ? nameOf(where) : (setup.categories[data.category] ?? data.report) }));
  bell.ring("overdue");
}

// The server cannot tell what we missed: the queue anew, and the stream from there.
async function caughtOut() {
  if (Date.now() - resetAt < RESET_MS) return;
  resetAt = Date.now();
  stream?.close();
  feed.forget();
  await reload();
  if (panel.receipt) panel.heard(panel.receipt, "");
  connect(document.getElementById("queue-scroll").dataset.from);
}

// Views on a phone -------------------------------------------------------------------------------
/** @param {string} what */
function show(what) {
  room.dataset.shows = what;
  for (const tab of room.querySelectorAll("[data-shows]")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.shows === what));
  }
  if (what === "map" && matchMedia("(width < 60rem)").matches && panel.isOpen) panel.close();
  atlas.face?.map.resize();
}

for (const tab of room.querySelectorAll("button[data-shows]")) {
  tab.addEventListener("click", () => show(tab.dataset.shows));
}

// Keys -------------------------------------------------------------------------------------------
const openHelp = () => help.showModal();
const helpButton = document.getElementById("help-open");
helpButton.hidden = false;
helpButton.addEventListener("click", openHelp);
help.addEventListener("click", (event) => event.target === help && help.close());

let moving = 0;

/** @param {number} step */
function move(step) {
  const receipt = queue.step(step);
  // With the panel open the report follows the keyboard.
  if (receipt && panel.isOpen && matchMedia("(width >= 80rem)").matches) {
    clearTimeout(moving);
    moving = setTimeout(() => panel.open(receipt), 180);
  }
}

/** @param {string} key */
function act(key) {
  const focused = document.activeElement?.closest?.(".line")?.dataset.receipt;
  if (focused && focused !== panel.receipt) return panel.open(focused, { then: key });
  return panel.isOpen ? panel.press(key) : false;
}

/** @type {(step: number) => (event: Heard<KeyboardEvent>) => unknown} */
const arrows = (step) => (event) => {
  if (event.target.closest(".maplibregl-canvas, [role=listbox], .side")) return false;
  return move(step);
};

listenToKeys({
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: arrows(1),
  ArrowUp: arrows(-1),
  Escape() {
    if (help.open) return false;
    if (panel.moment.undo()) return true;
    const focused = /** @type {Part | null} */ (document.activeElement);
    if (focused?.matches("input, textarea, select") && !panel.box.contains(focused)) {
      return focused.blur();
    }
    return panel.fold() || panel.close();
  },
  "/": () => filter.querySelector("select")?.focus(),
  "?": openHelp,
  z: () => panel.moment.undo(),
  u: () => queue.toTop(),
  m: () => {
    show("map");
    room.querySelector(".maplibregl-canvas")?.focus();
  },
  b: () => say(bell.turn(!bell.isOn)),
  N: () => document.getElementById("new-call")?.click(),
  ...Object.fromEntries([..."astrdocngph"].map((key) => [key, () => act(key)])),
});

// On ---------------------------------------------------------------------------------------------
dressKeySwitch(help.querySelector("[data-keys-switch]"));
keepAges(room, setup.language);
atlas.start();
connect(room.dataset.from);
if (location.hash.length > 1) panel.open(location.hash.slice(1));
