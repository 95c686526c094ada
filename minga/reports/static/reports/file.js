// Report a problem: choose, check the place, send. Everything typed is in the phone's drawer before
// the network is asked for anything.

import { city } from "../web/city.js";
import { deviceName, uuid } from "./device.js";
import { draftKeeper, dropDraft, readDraft } from "./draft.js";
import { showFaults, clearFaults } from "./faults.js";
import { showMine } from "./mine.js";
import { showOutcome } from "./sent.js";
import { photoPicker } from "./photo.js";
import { placePanel } from "./place.js";
import { pump } from "./pump.js";
import { keep } from "./queue.js";
import { write } from "./store.js";
import { showWaiting } from "./waiting.js";
import { say } from "./words.js";
import { voiceRecorder } from "./voice.js";

/**
 * What is sent of a report.
 * @typedef {import("./place.js").Place & { category: string, text?: string, city?: string, contact?: Record<string, string> }} Filing
 */

const PATIENCE_MS = 10_000;
const form = document.getElementById("report-form");
const urgent = document.getElementById("urgent");
const button = document.getElementById("send");
/** @type {string | null} */
let mending = null; // the key of a kept report that the person is changing
let calmed = false; // has seen the emergency numbers

let isSending = false;
const page = document.getElementById("filing");

const draft = draftKeeper(() => {
  if (isSending || mending || isOver()) return null;
  const { photos: chosen, voice: spoken } = { photos: photos.photos(), voice: voice.voice() };
  const filing = filingOf();
  const isBegun = filing.category || filing.text || filing.contact || chosen.length || spoken;
  return isBegun ? { body: JSON.stringify(filing), photos: chosen, voice: spoken } : null;
});
const photos = photoPicker(document.getElementById("photos"), { onChange: draft.changed });
const voice = voiceRecorder(document.getElementById("voice"), { onChange: draft.changed });
const place = placePanel(document.getElementById("place"), {
  kind: () => form.elements.category.value,
  onChange: () => {
    document.dispatchEvent(new Event("minga:place"));
    draft.changed();
  },
});

// What ------------------------------------------------------------------

function chosenTile() {
  return form.querySelector(".kind:has(input:checked)");
}

function showKind({ folded = false } = {}) {
  const tile = chosenTile();
  form.classList.toggle("has-kind", Boolean(tile));
  form.classList.toggle("is-folded", Boolean(tile) && folded);
  const isUrgent = Boolean(tile) && "urgent" in tile.dataset && !calmed;
  urgent.hidden = !isUrgent;
  form.classList.toggle("is-urgent", isUrgent);
  if (tile) document.querySelector("[data-kind-again]").hidden = !folded;
  document.dispatchEvent(new Event("minga:kind"));
  if (isUrgent && folded) urgent.focus();
}

form.addEventListener("change", ({ target }) => {
  if (target.name !== "category") return;
  calmed = false;
  clearFaults(form, ["category"]);
  showKind();
});
// A finger or mouse has decided; somebody who walks the tiles with arrow keys is still choosing.
form.querySelector(".kinds").addEventListener("click", ({ target, detail }) => {
  if (target.closest(".kind") && detail > 0) setTimeout(() => showKind({ folded: true }), 0);
});
document.querySelector("[data-kind-again]").addEventListener("click", () => {
  showKind();
  chosenTile()?.querySelector("input").focus();
});
urgent.querySelector("button").addEventListener("click", () => {
  calmed = true;
  showKind({ folded: true });
  button.focus();
});

// Send ------------------------------------------------------------------

// One opened form is one report, however often and by whatever "send" is pressed: its key was made
// when it opened, and nothing is asked of the phone before it is locked.
function newKey() {
  form.elements.key.value = uuid();
}

const isOver = () => page.classList.contains("is-over");

// What is known of the place, without what is empty.
/** @returns {import("./place.js").Place} */
function placeFields() {
  const { lat, lon, accuracy_m, address, area } = /** @type {import("./place.js").Spot} */ (place.place() ?? {});
  const known = Object.entries({ lat, lon, accuracy_m, address, area }).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(known);
}

function filingOf() {
  const given = (/** @type {string} */ name) => form.elements[name].value.trim();
  /** @type {Record<string, string>} */
  const contact = {};
  for (const name of ["name", "email", "phone"]) {
    if (given(`contact_${name}`)) contact[name] = given(`contact_${name}`);
  }
  /** @type {Filing} */
  const filing = { category: given("category"), ...placeFields() };
  if (city) filing.city = city;
  if (given("text")) filing.text = given("text");
  if (Object.keys(contact).length) filing.contact = contact;
  return filing;
}

/** @param {Filing} filing */
function shown(filing) {
  const tile = chosenTile();
  return {
    category: tile.querySelector(".kind__name").textContent,
    icon: tile.dataset.icon,
    where: place.words(),
    text: filing.text ?? "",
  };
}

function lacks() {
  const faults = [];
  if (!chosenTile()) faults.push({ field: "category", message: say("choose_kind") });
  if (!place.isGood()) {
    const words = place.place() ? "place_outside" : "choose_place";
    faults.push({ field: "lat", message: say(words) });
    place.open();
  }
  return faults;
}

// Sent before the phone knew where it is: wait a little for the position, then ask for the place.
/** @returns {Promise<void>} */
function positionOrPatience() {
  return new Promise((done) => {
    const timer = setTimeout(done, PATIENCE_MS);
    document.addEventListener("minga:place", () => {
      if (place.isSearching()) return;
      clearTimeout(timer);
      done();
    });
  });
}

/** @param {Event} event */
async function send(event) {
  event.preventDefault();
  if (isSending || isOver() || !urgent.hidden) return;
  isSending = true;
  button.setAttribute("aria-busy", "true");
  draft.stop();
  try {
    await sendOnce();
  } finally {
    isSending = false;
    button.removeAttribute("aria-busy");
  }
}

async function sendOnce() {
  clearFaults(form);
  if (chosenTile() && place.isSearching()) await positionOrPatience();
  const faults = lacks();
  if (faults.length) return showFaults(form, faults);
  const filing = filingOf();
  const report = {
    key: form.elements.key.value,
    at: Date.now(),
    device: deviceName(),
    language: document.documentElement.lang,
    body: JSON.stringify(filing),
    shown: shown(filing),
    photos: photos.photos(),
    voice: voice.voice(),
  };
  try {
    await keep(report, mending);
  } catch {
    return sendPlainly(filing); // this browser gives no room: then as an ordinary form
  }
  mending = null;
  navigator.storage?.persist?.().catch(() => {});
  pump({ fresh: true });
  showOutcome(report.key, { onMend: mend });
}

/** @param {Filing} filing */
function sendPlainly(filing) {
  const { lat, lon, accuracy_m } = /** @type {import("./place.js").Spot & Filing} */ (filing);
  for (const [name, value] of Object.entries({ lat, lon, accuracy_m })) form.elements[name].value = value ?? "";
  form.submit();
}

// Bring a kept report back into the form, with what the server did not like about it.
/** @param {import("./store.js").Kept} report */
function mend(report) {
  bringBack(report);
  mending = report.key;
  newKey();
  calmed = true;
  page.classList.remove("is-over");
  showKind({ folded: true });
  form.scrollIntoView();
  document.querySelector("[data-kind-again]").focus();
  showFaults(form, report.fault?.errors ?? []);
}

/** @param {Pick<import("./store.js").Kept, "body" | "photos" | "voice">} report */
function bringBack(report) {
  /** @type {Filing} */
  const filing = JSON.parse(report.body);
  form.reset();
  form.elements.category.value = filing.category;
  form.elements.text.value = filing.text ?? "";
  for (const [name, value] of Object.entries(filing.contact ?? {})) {
    form.elements[`contact_${name}`].value = value;
  }
  photos.show(report.photos);
  voice.show(report.voice);
  const [more, contact] = form.querySelectorAll("details.more");
  more.open = Boolean(filing.text || report.photos.length || report.voice);
  contact.open = Boolean(filing.contact);
  if (filing.lat !== undefined || filing.address) place.show(filing);
  else place.search();
}

// What was begun on this page and not sent: a reload loses nothing, and one may begin anew.
async function bringDraftBack() {
  const begun = await readDraft();
  if (!begun || isSending || filingOf().text) return;
  const asked = form.elements.category.value; // by the link that led here
  bringBack(begun);
  if (asked) form.elements.category.value = asked;
  showKind({ folded: Boolean(chosenTile()) });
  const notice = document.getElementById("draft");
  notice.hidden = false;
  notice.querySelector("button").addEventListener("click", async () => {
    draft.stop();
    await dropDraft();
    location.assign(location.pathname + location.search);
  });
}

newKey();
form.noValidate = true;
form.addEventListener("submit", send);
form.addEventListener("input", draft.changed);
form.addEventListener("change", draft.changed);
for (const hidden of form.querySelectorAll("[data-js]")) hidden.hidden = false;
showKind({ folded: Boolean(chosenTile()) });
if (!form.dataset.faulty) place.search();
if (!form.dataset.faulty) bringDraftBack();
showWaiting({ onMend: mend });
showMine(document.getElementById("mine"));
write("settings", { name: "language", value: document.documentElement.lang }).catch(() => {});
