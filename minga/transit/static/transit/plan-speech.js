// A place by voice, where the browser offers it. The recognition is the browser's own service, on
// the network of whoever makes it; the page says so beside the button.

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

export const canListen = () => Boolean(Recognition);

// listen({ onWords, onNothing }) -> stop()
/** @type {(told: { onWords: (words: string) => void, onNothing: () => void }) => () => void} */
export function listen({ onWords, onNothing }) {
  const ear = new /** @type {SpeechRecognitionMaker} */ (Recognition)();
  let heard = "";
  ear.lang = document.documentElement.lang === "en" ? "en" : "es-CL";
  ear.maxAlternatives = 1;
  ear.addEventListener("result", ({ results }) => {
    heard = results[0][0].transcript.replace(/[.?!]$/, "").trim();
  });
  ear.addEventListener("error", () => ear.abort());
  ear.addEventListener("end", () => (heard ? onWords(heard) : onNothing()));
  ear.start();
  return () => ear.stop();
}
