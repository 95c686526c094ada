// What wakes somebody: sound made here, vibration, speech. Repeated until it is confirmed.

/** @typedef {"soft" | "ready" | "now"} Level */

/** @type {Record<string, number>} */
const REPEAT_S = { ready: 10, now: 5, passed: 10, arriving: 8, blind: 20 };
// [frequency in Hz, start and length in s] of each tone; the higher the more urgent.
/** @type {Record<Level, (readonly [hertz: number, at: number, lasts: number])[]>} */
const TUNES = {
  soft: [[660, 0, 0.18], [880, 0.22, 0.25]],
  ready: [[660, 0, 0.25], [880, 0.3, 0.25], [660, 0.75, 0.25], [880, 1.05, 0.35]],
  now: [0, 0.5, 1, 1.5].flatMap((at) => [
    /** @type {const} */ ([988, at, 0.2]),
    /** @type {const} */ ([1319, at + 0.22, 0.22]),
  ]),
};
/** @type {Record<Level, number[]>} */
const BUZZ = { soft: [150], ready: [400, 150, 400], now: [700, 150, 700, 150, 700, 150, 900] };
/** @type {Record<string, Level>} */
const LEVEL = { ready: "ready", arriving: "ready", now: "now", passed: "now" };

/** @param {{ speaks: () => boolean, onSound: (isOn: boolean) => void }} told */
export function bell({ speaks, onSound }) {
  /** @type {AudioContext | null} */
  let audio = null;
  let timer = 0;
  /** @param {string} kind */
  const level = (kind) => LEVEL[kind] ?? "soft";

  // Sound may begin only with a press; the same press loads the voice.
  async function unlock() {
    try {
      audio ??= new AudioContext();
      await audio.resume();
    } catch {
      audio = null;
    }
    onSound(audio?.state === "running");
  }

  /** @param {string} kind */
  function sound(kind) {
    if (!audio || audio.state !== "running") return onSound(false);
    for (const [hertz, at, lasts] of TUNES[level(kind)]) {
      const [tone, loud] = [audio.createOscillator(), audio.createGain()];
      const start = audio.currentTime + at;
      tone.type = "triangle";
      tone.frequency.value = hertz;
      loud.gain.setValueAtTime(0, start);
      loud.gain.linearRampToValueAtTime(level(kind) === "soft" ? 0.4 : 0.9, start + 0.02);
      loud.gain.setValueAtTime(level(kind) === "soft" ? 0.4 : 0.9, start + lasts - 0.04);
      loud.gain.linearRampToValueAtTime(0, start + lasts);
      tone.connect(loud).connect(audio.destination);
      tone.start(start);
      tone.stop(start + lasts);
    }
    onSound(true);
  }

  /** @param {string} words */
  function speak(words) {
    if (!speaks() || !globalThis.speechSynthesis) return;
    const said = new SpeechSynthesisUtterance(words);
    said.lang = document.documentElement.lang === "es" ? "es-CL" : document.documentElement.lang;
    speechSynthesis.cancel();
    speechSynthesis.speak(said);
  }

  /** @type {(kind: string, words: string) => void} */
  function once(kind, words) {
    sound(kind);
    try {
      navigator.vibrate?.(BUZZ[level(kind)]);
    } catch {
      // Some browsers refuse before the first touch.
    }
    speak(words);
  }

  function quiet() {
    clearInterval(timer);
    timer = 0;
    navigator.vibrate?.(0);
    globalThis.speechSynthesis?.cancel();
  }

  return {
    unlock,
    once,
    speak,
    quiet,
    // Rings; what must be confirmed goes on until `quiet`. Answers whether it does.
    ring(/** @type {string} */ kind, /** @type {() => string} */ words) {
      const again = REPEAT_S[kind];
      if (again) {
        quiet();
        timer = setInterval(() => once(kind, words()), again * 1000);
      }
      once(kind, words());
      return Boolean(again);
    },
  };
}
