// Record an interview: consent first, then the guide's questions, statements marked in the answers.
// Every keystroke is in the phone's drawer; finished ones go out when there is signal.

import { amend, discard, keepDraft, kept, keptOne } from "./record-drawer.js";
import { showKept } from "./record-kept.js";
import { drawQuestions } from "./record-questions.js";
import { pump, startPump } from "./record-sending.js";
import { say } from "../reports/words.js";

const LEVELS = ["not_public", "anonymous", "organisation", "named"];
const WORDS = /** @type {const} */ (["name", "institution", "service", "held_on"]);
const root = document.getElementById("recorder");
const form = document.getElementById("interview");
const agreed = form.querySelector("[data-agreed]");
const saved = form.querySelector("[data-saved]");
/** @type {Wire.Guide[]} */
const guides = JSON.parse(document.getElementById("guides").textContent);
const today = form.elements.held_on.value;
let interview = fresh();
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
  const { institution, service, held_on: day } = interview.told;
  return institution || service || say("untitled", { day });
}

// One write at a time, always of the newest words: what is typed meanwhile goes with the next.
function save() {
  dirty = true;
  writing ??= (async () => {
    try {
      while (dirty) {
        dirty = false;
        interview.title = title();
        await keepDraft(structuredClone(interview));
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
  const level = LEVELS.indexOf(interview.told.consent);
  agreed.hidden = level < 0;
  for (const part of agreed.querySelectorAll("[data-level]")) {
    part.hidden = level < LEVELS.indexOf(part.dataset.level);
  }
}

function draw() {
  for (const name of WORDS) form.elements[name].value = interview.told[name] ?? "";
  for (const radio of form.elements.consent) radio.checked = radio.value === interview.told.consent;
  const known = guides.some(({ guide, version }) => guide === interview.guide.guide && version === interview.guide.version);
  // The guide of a draft stays as it was when it began, whatever has been changed since.
  const choices = known ? guides : [interview.guide, ...guides];
  form.elements.guide.replaceChildren(
    ...choices.map((guide, place) => new Option(`${guide.title}${guide.version ? ` · v${guide.version}` : ""}`, String(place))),
  );
  form.elements.guide.value = String(choices.findIndex(({ guide, version }) => guide === interview.guide.guide && version === interview.guide.version));
  form.querySelector("[data-guides]").hidden = choices.length < 2;
  form.elements.guide.onchange = (/** @type {Heard<Event>} */ { target }) => {
    interview.guide = choices[Number(target.value)];
    interview.told.guide = interview.guide.guide;
    interview.told.guide_version = interview.guide.version;
    drawAnswers();
    save();
  };
  drawLevel();
  drawAnswers();
  saved.textContent = "";
}

function drawAnswers() {
  const { answers, statements } = interview;
  drawQuestions(document.getElementById("questions"), { questions: interview.guide.questions, answers, statements, onChange: save });
}

// Consent and words --------------------------------------------------------------

/** @param {string} level */
function consented(level) {
  if (level === "none") {
    // Nothing may be kept, so nothing is.
    const { key } = interview;
    dirty = false;
    interview = fresh();
    interview.told.consent = "none";
    drawAnswers();
    for (const name of WORDS) form.elements[name].value = interview.told[name] ?? "";
    Promise.resolve(writing).then(() => discard(key));
    return drawLevel();
  }
  interview.told.consent = level;
  if (level !== "named") interview.told.name = form.elements.name.value = "";
  if (level === "anonymous" || level === "not_public") interview.told.institution = form.elements.institution.value = "";
  drawLevel();
  save();
}

form.addEventListener("input", ({ target }) => {
  if (target.name === "consent") consented(target.value);
  const word = WORDS.find((name) => name === target.name);
  if (!word) return;
  interview.told[word] = target.value;
  save();
});

// Finishing ---------------------------------------------------------------------

function whatIsSent() {
  const { told: words, guide, answers, statements } = interview;
  const said = guide.questions.map(({ text }, place) => ({ question: text, text: (answers[place] ?? "").trim() }));
  const given = /** @type {typeof words} */ (Object.fromEntries(Object.entries(words).filter(([, value]) => value !== "" && value !== 0)));
  return { ...given, answers: said.filter(({ text }) => text), statements };
}

/** @param {Event} event */
async function finish(event) {
  event.preventDefault();
  if (!LEVELS.includes(interview.told.consent)) return;
  await save();
  try {
    await amend(interview.key, { told: whatIsSent(), state: "ready", fault: null });
  } catch {
    return;
  }
  navigator.storage?.persist?.().catch(() => {});
  begin();
  scrollTo({ top: 0 });
  pump();
}

function begin() {
  interview = fresh();
  draw();
  redrawKept();
}

/** @param {string} key */
async function open(key) {
  await writing;
  // Taken back from the queue: it is a draft again until it is finished anew.
  await amend(key, { state: "draft" });
  const taken = await keptOne(key);
  if (!taken) return;
  interview = taken;
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

const redrawKept = showKept({ onOpen: open, present: () => interview.key });
form.addEventListener("submit", finish);
form.querySelector("[data-new]").addEventListener("click", () => writing?.then(begin) ?? begin());
// The last one that was not finished is there again.
kept()
  .then((all) => all.find(({ programme, state }) => programme === root.dataset.programme && state === "draft"))
  .catch(() => null)
  .then((draft) => {
    interview = draft ?? interview;
    draw();
    form.hidden = false;
    redrawKept();
  });
startPump();
keepShell().catch(() => {});
