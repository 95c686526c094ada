// Record an interview: consent first, then the guide's questions, statements marked in the answers.
// Every keystroke is in the phone's drawer; finished ones go out when there is signal.

import { amend, discard, keepDraft, kept, keptOne } from "./record-drawer.js";
import { showKept } from "./record-kept.js";
import { drawQuestions } from "./record-questions.js";
import { pump, startPump } from "./record-sending.js";
import { say } from "../reports/words.js";

const LEVELS = ["anonymous", "organisation", "named"];
const WORDS = ["name", "institution", "service", "held_on"];
const root = document.getElementById("recorder");
const form = document.getElementById("interview");
const agreed = form.querySelector("[data-agreed]");
const saved = form.querySelector("[data-saved]");
const guides = JSON.parse(document.getElementById("guides").textContent);
const today = form.elements.held_on.value;
let one = fresh();
/** @type {Promise<void> | null} */
let writing = null;
let dirty = false;

/** @returns {import("./record-drawer.js").Interview} */
function fresh() {
  return {
    key: globalThis.crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
    programme: root.dataset.programme,
    at: Date.now(),
    state: "draft",
    fault: null,
    title: "",
    told: { consent: "", held_on: today, guide: guides[0].guide, guide_version: guides[0].version },
    guide: guides[0],
    answers: {},
    statements: [],
  };
}

// Keeping ---------------------------------------------------------------------

function title() {
  const { institution, service, held_on: day } = one.told;
  return institution || service || say("untitled", { day });
}

// One write at a time, always of the newest words: what is typed meanwhile goes with the next.
function save() {
  dirty = true;
  writing ??= (async () => {
    try {
      while (dirty) {
        dirty = false;
        one.title = title();
        await keepDraft(structuredClone(one));
      }
      saved.textContent = say("saved");
    } catch {
      saved.textContent = say("not_saved");
    } finally {
      writing = null;
    }
  })();
  return writing;
}

// Drawing ---------------------------------------------------------------------

function drawLevel() {
  const level = LEVELS.indexOf(one.told.consent);
  agreed.hidden = level < 0;
  for (const part of agreed.querySelectorAll("[data-level]")) {
    part.hidden = level < LEVELS.indexOf(part.dataset.level);
  }
}

function draw() {
  for (const name of WORDS) form.elements[name].value = one.told[name] ?? "";
  for (const radio of form.elements.consent) radio.checked = radio.value === one.told.consent;
  const known = guides.some(({ guide, version }) => guide === one.guide.guide && version === one.guide.version);
  // The guide of a draft stays as it was when it began, whatever has been changed since.
  const choices = known ? guides : [one.guide, ...guides];
  form.elements.guide.replaceChildren(
    ...choices.map((guide, place) => new Option(`${guide.title}${guide.version ? ` · v${guide.version}` : ""}`, String(place))),
  );
  form.elements.guide.value = String(choices.findIndex(({ guide, version }) => guide === one.guide.guide && version === one.guide.version));
  form.querySelector("[data-guides]").hidden = choices.length < 2;
  form.elements.guide.onchange = ({ target }) => {
    one.guide = choices[Number(target.value)];
    one.told.guide = one.guide.guide;
    one.told.guide_version = one.guide.version;
    drawAnswers();
    save();
  };
  drawLevel();
  drawAnswers();
  saved.textContent = "";
}

function drawAnswers() {
  const { answers, statements } = one;
  drawQuestions(document.getElementById("questions"), { questions: one.guide.questions, answers, statements, onChange: save });
}

// Consent and words --------------------------------------------------------------

function consented(level) {
  if (level === "none") {
    // Nothing may be kept, so nothing is.
    const { key } = one;
    dirty = false;
    one = fresh();
    one.told.consent = "none";
    drawAnswers();
    for (const name of WORDS) form.elements[name].value = one.told[name] ?? "";
    Promise.resolve(writing).then(() => discard(key));
    return drawLevel();
  }
  one.told.consent = level;
  if (level !== "named") one.told.name = form.elements.name.value = "";
  if (level === "anonymous") one.told.institution = form.elements.institution.value = "";
  drawLevel();
  save();
}

form.addEventListener("input", ({ target }) => {
  if (target.name === "consent") consented(target.value);
  else if (WORDS.includes(target.name)) {
    one.told[target.name] = target.value;
    save();
  }
});

// Finishing ---------------------------------------------------------------------

function told() {
  const { told: words, guide, answers, statements } = one;
  const said = guide.questions.map(({ text }, place) => ({ question: text, text: (answers[place] ?? "").trim() }));
  const given = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== "" && value !== 0));
  return { ...given, answers: said.filter(({ text }) => text), statements };
}

async function finish(event) {
  event.preventDefault();
  if (!LEVELS.includes(one.told.consent)) return;
  await save();
  try {
    await amend(one.key, { told: told(), state: "ready", fault: null });
  } catch {
    return;
  }
  navigator.storage?.persist?.().catch(() => {});
  begin();
  scrollTo({ top: 0 });
  pump();
}

function begin() {
  one = fresh();
  draw();
  redrawKept();
}

async function open(key) {
  await writing;
  // Taken back from the queue: it is a draft again until it is finished anew.
  await amend(key, { state: "draft" });
  const found = await keptOne(key);
  if (!found) return;
  one = found;
  draw();
  redrawKept();
  form.scrollIntoView();
}

// An open page that stands still: what it kept can be opened without signal from now on.
async function keepShell() {
  const registration = await navigator.serviceWorker?.ready;
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (data?.kept) root.querySelector("[data-shell]").textContent = say("kept");
  });
  registration?.active?.postMessage({ keep: location.pathname + location.search });
}

const redrawKept = showKept({ onOpen: open, present: () => one.key });
form.addEventListener("submit", finish);
form.querySelector("[data-new]").addEventListener("click", () => writing?.then(begin) ?? begin());
// The last one that was not finished is there again.
kept()
  .then((all) => all.find(({ programme, state }) => programme === root.dataset.programme && state === "draft"))
  .catch(() => null)
  .then((found) => {
    one = found ?? one;
    draw();
    form.hidden = false;
    redrawKept();
  });
startPump();
keepShell().catch(() => {});
