// The author's part of a report's page. The token comes from this device's drawer and goes out as
// a header only, never in an address.

import { uuid } from "./device.js";
import { photoPicker } from "./photo.js";
import { pump } from "./pump.js";
import { keepFiles, onChange } from "./queue.js";
import { tellReport } from "./sending.js";
import { all, amend, read } from "./store.js";
import { voiceRecorder } from "./voice.js";
import { say } from "./words.js";

const PATIENCE_MS = 15_000;

/** @returns {Promise<{ lat: number, lon: number } | null>} */
function position() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: coords.latitude, lon: coords.longitude }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 0 },
    );
  });
}

// Resolves to null for everybody but the author, else to { state(isOpen) }.
/** @type {(root: Part, receipt: string, told: { refresh: () => Promise<void> }) => Promise<{ state: (isOpen: boolean) => void } | null>} */
export async function showAuthor(root, receipt, { refresh }) {
  const kept = await read("mine", receipt).catch(() => null);
  if (!kept) return null;
  const mine = kept;
  const part = (/** @type {string} */ name) => root.querySelector(`[data-author="${name}"]`);
  const speak = (/** @type {string} */ words) => {
    part("said").textContent = words;
  };

  /** @param {string} text */
  function drawOwn(text) {
    part("own").hidden = !text;
    part("text").textContent = text;
  }

  /** @param {Pick<import("./store.js").Mine, "faults">} report */
  function drawFaults({ faults }) {
    part("faults").hidden = faults.length === 0;
    part("fault-list").replaceChildren(...faults.map(({ message }) => Object.assign(document.createElement("p"), { textContent: message })));
  }

  // Photos and voice, through the queue like everything else -------------------
  const photos = photoPicker(part("files").querySelector("#photos"), { onChange: drawSend });
  const voice = voiceRecorder(part("files").querySelector("#voice"), { onChange: drawSend });
  /** @type {string | null} */
  let sending = null;

  function drawSend() {
    part("send-files").hidden = !photos?.photos().length && !voice?.voice();
  }

  /** @param {Event} event */
  async function sendFiles(event) {
    event.preventDefault();
    const key = uuid();
    sending = key;
    await keepFiles(mine, { photos: photos.photos(), voice: voice.voice() }, key);
    photos.show([]);
    voice.show(null);
    speak(navigator.onLine ? say("sending") : say("files_kept"));
    pump({ fresh: true });
  }

  async function look() {
    drawFaults((await read("mine", receipt)) ?? mine);
    const key = sending;
    if (!key) return;
    const left = (await all("waiting")).find((report) => report.key === key);
    if (left) return left.tries > 0 && speak(say("files_kept"));
    if (sending !== key) return; // more was sent meanwhile
    sending = null;
    const now = await read("mine", receipt);
    speak(now?.faults.length ? "" : say("files_sent"));
  }

  // Not fixed, and forget --------------------------------------------------------
  /** @type {(verb: "not-fixed" | "forget" | "reply", words: object, done: string) => Promise<boolean>} */
  async function tell(verb, words, done) {
    speak(say("sending"));
    const answer = await tellReport({ ...mine, language: document.documentElement.lang }, verb, words);
    if (answer?.status === 200) {
      speak(say(done));
      await refresh();
      return true;
    }
    speak(answer?.told?.errors?.map((/** @type {import("./store.js").Fault} */ { message }) => message).join(" ") ?? say("no_signal"));
    return false;
  }

  part("not-fixed").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { target } = event;
    const text = target.elements.text.value.trim();
    if (await tell("not-fixed", { text }, "not_fixed_done")) target.reset();
  });
  part("reply").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { target } = event;
    const { text, category, here, fixed } = target.elements;
    /** @type {Record<string, unknown>} */
    const words = { text: text.value.trim(), category: category.value, fixed: fixed.checked };
    if (here.checked) {
      const place = await position();
      if (!place) return speak(say("no_position"));
      Object.assign(words, place);
    }
    if (!(await tell("reply", words, "reply_done"))) return;
    const { value } = category;
    target.reset();
    category.value = value;
  });
  part("forget").addEventListener("click", async () => {
    if (!confirm(say("forget_sure"))) return;
    if (!(await tell("forget", {}, "forget_done"))) return;
    await amend("mine", receipt, { shown: { ...mine.shown, text: "", where: "" }, faults: [] });
    drawOwn("");
    root.querySelector(".author__forget").open = false;
  });
  part("files").addEventListener("submit", sendFiles);
  onChange(() => look().catch(() => {}));

  for (const hidden of root.querySelectorAll("[data-js]")) hidden.hidden = false;
  drawOwn(mine.shown.text);
  drawFaults(mine);
  root.hidden = false;
  return {
    state: (isOpen) => {
      part("not-fixed").hidden = isOpen;
      part("fixed").hidden = !isOpen;
    },
  };
}
