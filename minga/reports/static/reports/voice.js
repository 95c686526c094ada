// A voice note of at most a minute: one big button, the seconds in sight, heard before it goes.
// The bit rate keeps a minute far below 1 MB, whatever the phone would choose by itself.

import { say } from "./words.js";

/** @typedef {import("./store.js").KeptFile} KeptFile */

const MOST_S = 60;
const BITS_A_SECOND = 40_000;
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

export const canRecord = () => Boolean(globalThis.MediaRecorder && navigator.mediaDevices);

// root: an element of reports/_file_voice.html. Returns { voice(), show(kept), stop() }.
/**
 * @param {Part} root
 * @param {{ onChange?: (voice: KeptFile | null) => void }} told
 */
export function voiceRecorder(root, { onChange = () => {} } = {}) {
  const button = root.querySelector("[data-voice-button]");
  const label = root.querySelector("[data-voice-label]");
  const clock = root.querySelector("[data-voice-clock]");
  const status = root.querySelector("[data-voice-said]");
  const heard = root.querySelector("[data-voice-heard]");
  const player = root.querySelector("audio");
  /** @type {KeptFile | null} */
  let kept = null;
  /** @type {MediaRecorder | null} */
  let recorder = null;
  let ticking = 0;

  function draw() {
    const isOn = recorder !== null;
    root.classList.toggle("is-recording", isOn);
    button.hidden = kept !== null;
    label.textContent = say(isOn ? "voice_stop" : "voice_start");
    clock.hidden = !isOn;
    heard.hidden = kept === null;
    URL.revokeObjectURL(player.src);
    if (kept) player.src = URL.createObjectURL(kept.blob);
    else player.removeAttribute("src");
  }

  /** @param {KeptFile | null} next */
  function keep(next) {
    kept = next;
    draw();
    onChange(kept);
  }

  async function start() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      status.textContent = say("voice_refused");
      return;
    }
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    /** @type {Blob[]} */
    const parts = [];
    const running = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_A_SECOND });
    recorder = running;
    running.addEventListener("dataavailable", ({ data }) => parts.push(data));
    running.addEventListener("stop", () => {
      clearInterval(ticking);
      for (const track of stream.getTracks()) track.stop();
      const blob = new Blob(parts, { type: running.mimeType });
      recorder = null;
      status.textContent = say("voice_ready");
      keep({ blob, name: blob.type.includes("mp4") ? "voice.m4a" : "voice.webm" });
      player.focus();
    });
    running.start();
    count(Date.now());
    status.textContent = say("voice_on");
    draw();
  }

  /** @param {number} began */
  function count(began) {
    const show = () => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      clock.textContent = `${seconds} / ${MOST_S} s`;
      if (seconds >= MOST_S) stop();
    };
    show();
    ticking = setInterval(show, 250);
  }

  function stop() {
    if (recorder?.state === "recording") recorder.stop();
  }

  button.addEventListener("click", () => (recorder ? stop() : start()));
  root.querySelector("[data-voice-away]").addEventListener("click", () => {
    keep(null);
    status.textContent = say("voice_removed");
    button.focus();
  });
  if (canRecord()) root.hidden = false;
  draw();
  return { voice: () => kept, show: keep, stop };
}
