// From facts to rows: collects the receipts that facts name and asks for their rows, once for many.
//
//   const feed = createFeed({ ask, onRows });
//   feed.note(receipt)      a fact named this report
//   feed.again()            ask anew after a failure (the connection is back)

const FIRST_MS = 20; // facts of one transaction come together
const APART_MS = 250;
const MOST_RECEIPTS = 80;
const RETRY_MS = 3000;

/**
 * @param {object} told
 * @param {(receipts: string[]) => Promise<string>} told.ask
 * @param {(receipts: string[], html: string) => void} told.onRows
 * @param {(reason: unknown) => void} [told.onTrouble]
 */
export function createFeed({ ask, onRows, onTrouble = () => {} }) {
  /** @type {Set<string>} */
  const waiting = new Set();
  let timer = 0;
  let busy = false;
  let asked = 0;

  // The first fact is answered at once; in a storm there is one question in 250 ms.
  function soon(delay = Math.max(FIRST_MS, asked + APART_MS - Date.now())) {
    if (timer || busy || !waiting.size) return;
    timer = setTimeout(fetchRows, delay);
  }

  async function fetchRows() {
    timer = 0;
    if (!waiting.size) return; // forgotten meanwhile
    busy = true;
    const receipts = [...waiting].slice(0, MOST_RECEIPTS);
    for (const receipt of receipts) waiting.delete(receipt);
    let delay;
    asked = Date.now();
    try {
      onRows(receipts, await ask(receipts));
    } catch (reason) {
      for (const receipt of receipts) waiting.add(receipt);
      delay = RETRY_MS;
      onTrouble(reason);
    }
    busy = false;
    soon(delay);
  }

  return {
    note(/** @type {string} */ receipt) {
      waiting.add(receipt);
      soon();
    },
    again() {
      clearTimeout(timer);
      timer = 0;
      soon(0);
    },
    forget() {
      waiting.clear();
    },
  };
}

// Runs a piece of work at most once in `everyMs`, and once more at the end when it was asked again.
/** @type {(work: () => void, everyMs: number) => () => void} */
export function sparingly(work, everyMs) {
  let last = 0;
  let timer = 0;
  return () => {
    if (timer) return;
    timer = setTimeout(
      () => {
        timer = 0;
        last = Date.now();
        work();
      },
      Math.max(0, last + everyMs - Date.now()),
    );
  };
}
