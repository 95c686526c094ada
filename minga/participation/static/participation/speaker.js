// What a screen reader hears of the others' work: at most one sentence every few seconds. Of each
// kind of news only the newest is said, so a busy wall never talks over the person.

const GAP_MS = 4000;

/** @typedef {string | (() => string)} Words */

/** @param {Element} element */
export function speaker(element) {
  /** @type {Map<string, Words>} */
  const waiting = new Map();
  let last = 0;
  let timer = 0;

  function speak() {
    timer = 0;
    if (!waiting.size) return;
    element.textContent = [...waiting.values()].map((words) => (typeof words === "function" ? words() : words)).join(" ");
    waiting.clear();
    last = Date.now();
  }

  // `soon`: the answer to what this person just did; it goes out at once.
  /** @type {(kind: string, words: Words, how?: { soon?: boolean }) => void} */
  return (kind, words, { soon = false } = {}) => {
    waiting.set(kind, words);
    clearTimeout(timer);
    timer = setTimeout(speak, soon ? 50 : Math.max(100, last + GAP_MS - Date.now()));
  };
}
