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

// Resolves to null for everybody but the author, else to { state(isOpen) }.
export async function showAuthor(root, receipt, { refresh }) {
  const found = await read("mine", receipt).catch(() => null);
  if (!found) return null;
  const mine = found;
  const part = (name) => root.querySelector(`[data-author="${name}"]`);
  const speak = (words) => {
    part("said").textContent = words;
  };

  function drawOwn(text) {
    part("own").hidden = !text;
    part("text").textContent = text;
  }

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
    const left = (await all("waiting")).find((one) => one.key === key);
    if (left) return left.tries > 0 && speak(say("files_kept"));
    if (sending !== key) return; // more was sent meanwhile
    sending = null;
    const now = await read("mine", receipt);
    speak(now?.faults.length ? "" : say("files_sent"));
  }

  // Not fixed, and forget --------------------------------------------------------
  async function tell(verb, words, done) {
    speak(say("sending"));
    const answer = await tellReport({ ...mine, language: document.documentElement.lang }, verb, words);
    if (answer?.status === 200) {
      speak(say(done));
      await refresh();
      return true;
    }
    speak(answer?.told?.errors?.map(({ message }) => message).join(" ") ?? say("no_signal"));
    return false;
  }

  part("not-fixed").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { target } = event;
    const text = target.elements.text.value.trim();
    if (await tell("not-fixed", { text }, "not_fixed_done")) target.reset();
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
    },
  };
}
