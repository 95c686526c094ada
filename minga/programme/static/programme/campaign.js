// A citizen test: clocks for the tasks, a draft that survives the other tab, and sending without
// a signal. Without this module the form itself is sent.

import { uuid } from "../reports/device.js";
import { say } from "../reports/words.js";
import { flush, keep } from "./answers.js";

const AGAIN_MS = 5000;
/** @type {HTMLFormElement} */
const form = document.querySelector("#answer");
const outcome = document.querySelector("#outcome");
const draftName = form ? `minga.test ${form.dataset.test}` : "";
let timer = 0;
let sent = "";

// Clocks -----------------------------------------------------------------------
/** @param {Part} task */
function clock(task) {
  const place = task.querySelector("[data-clock]");
  const button = place.querySelector("[data-clock-button]");
  const words = button.querySelector("span");
  const shown = place.querySelector("[data-clock-told]");
  const field = task.querySelector("[data-took]");
  let since = 0;
  let ticking = 0;

  /** @param {number} seconds */
  function show(seconds) {
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    shown.textContent = say("took", { time });
  }

  function took() {
    return Math.max(0, Math.round((Date.now() - since) / 1000));
  }

  function stop() {
    clearInterval(ticking);
    field.value = String(took());
    since = 0;
    words.textContent = say("start");
    remember();
  }

  button.addEventListener("click", () => {
    if (since) {
      stop();
      return;
    }
    since = Date.now();
    words.textContent = say("stop");
    show(0);
    ticking = setInterval(() => show(took()), 1000);
  });
  task.addEventListener("change", () => since && stop());
  place.hidden = false;
}

// The draft --------------------------------------------------------------------
const SHY = ["csrfmiddlewaretoken", "key", "task"];

function remember() {
  const values = [...new FormData(form)].filter(([name]) => !SHY.includes(name));
  sessionStorage.setItem(draftName, JSON.stringify(values));
}

function recall() {
  const values = JSON.parse(sessionStorage.getItem(draftName) ?? "[]");
  for (const [name, value] of values) {
    const field = /** @type {HTMLInputElement | null} */ (form.elements.namedItem(name));
    if (field && !field.value) field.value = value;
  }
}

// Sending ----------------------------------------------------------------------
function answer() {
  const data = new FormData(form);
  const tasks = data.getAll("task").map((task, place) => ({
    task,
    outcome: data.get(`outcome-${place + 1}`) ?? "",
    took_s: Number(data.get(`took-${place + 1}`)) || null,
  }));
  return {
    tasks: tasks.filter((task) => task.outcome),
    rating: Number(data.get("rating")) || null,
    text: data.get("text"),
    helix: data.get("helix"),
    age_band: data.get("age_band"),
  };
}

/** @type {(words: string, kind: "success" | "error" | "warn", isOver?: boolean) => void} */
function tell(words, kind, isOver = false) {
  outcome.className = `notice notice--${kind}`;
  outcome.querySelector("[data-told]").textContent = words;
  outcome.querySelector("[data-next]").hidden = !isOver;
  outcome.hidden = false;
  outcome.dataset.state = kind;
}

async function go() {
  clearTimeout(timer);
  const outcomes = await flush();
  const ours = outcomes[sent];
  const late = Object.values(outcomes).find(({ later }) => later);
  if (late) timer = setTimeout(go, Math.max(AGAIN_MS, (late.wait_s ?? 0) * 1000));
  if (!sent) return;
  if (ours?.done) {
    tell(say("sent"), "success", true);
    sent = "";
  } else if (ours?.fault) {
    tell(say("refused", { why: ours.fault }), "error");
    form.hidden = false;
    sent = "";
  } else {
    tell(say("kept"), "warn");
  }
}

/** @param {Event} event */
function submit(event) {
  event.preventDefault();
  sent = uuid();
  try {
    keep(sent, form.dataset.post ?? "", JSON.stringify(answer()));
  } catch {
    form.submit(); // the phone's storage is shut: the form goes as it is
    return;
  }
  sessionStorage.removeItem(draftName);
  form.hidden = true;
  tell(say("sending"), "warn");
  outcome.focus();
  go();
}

if (form) {
  recall();
  form.querySelectorAll("[data-task]").forEach(clock);
  form.addEventListener("input", remember);
  form.addEventListener("submit", submit);
}
addEventListener("online", go);
document.addEventListener("visibilitychange", () => document.hidden || go());
go();
