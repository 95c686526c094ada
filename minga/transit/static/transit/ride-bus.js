// What the server tells of the bus, when the person asked for it: begin, ask again every few
// seconds, end. The handle goes in a header, so that it stands in no address and no log.

/**
 * What is asked for: the line, which of its ways, where one gets on and off.
 * @typedef {object} Wish
 * @property {string} line
 * @property {number} way
 * @property {number[]} stop
 * @property {number[] | null} board  null for who is on the bus already
 * @property {string} side
 * @property {string} [vehicle]
 *
 * @typedef {"failed" | "refused" | "busy" | "over"} Trouble
 */

const RETRY_S = 5;

/** @type {(address: string, handle: string, method?: string) => Promise<Wire.Ride | null>} */
async function asked(address, handle, method = "GET") {
  const answer = await fetch(address, { method, headers: { Authorization: `Bearer ${handle}` }, cache: "no-store" });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

// onTold with each answer, onNotice with each new notice.
/**
 * @param {Record<string, string>} addresses
 * @param {object} told
 * @param {(ride: Wire.Ride) => void} told.onTold
 * @param {(notice: Wire.RideNotice) => void} told.onNotice
 * @param {(trouble: Trouble) => void} told.onTrouble
 */
export function bus(addresses, { onTold, onNotice, onTrouble }) {
  let handle = "";
  let timer = 0;
  let seen = new Set();

  /** @param {Wire.Ride | null} ride */
  function take(ride) {
    if (!ride) {
      handle = "";
      return onTrouble("over");
    }
    onTold(ride);
    for (const notice of ride.notices) {
      if (!seen.has(notice.id)) onNotice(notice);
      seen.add(notice.id);
    }
    later(ride.poll_s);
  }

  /** @param {number} seconds */
  function later(seconds) {
    clearTimeout(timer);
    if (handle) timer = setTimeout(ask, seconds * 1000);
  }

  async function ask() {
    try {
      const ride = await asked(addresses.notices, handle);
      if (handle) take(ride);
    } catch {
      onTrouble("failed");
      later(RETRY_S);
    }
  }

  /** @param {"board" | "next" | "end"} name */
  async function verb(name) {
    if (!handle) return;
    clearTimeout(timer);
    try {
      const ride = await asked(addresses.verb.replace("VERB", name), handle, "POST");
      if (name === "end") return;
      take(ride);
    } catch {
      onTrouble("failed");
      later(RETRY_S);
    }
  }

  return {
    async begin(/** @type {Wish} */ wish) {
      seen = new Set();
      try {
        const headers = { "Content-Type": "application/json" };
        const answer = await fetch(addresses.begin, { method: "POST", headers, body: JSON.stringify(wish) });
        if (!answer.ok) return onTrouble(answer.status === 429 ? "busy" : "refused");
        const ride = await answer.json();
        ({ handle } = ride);
        take(ride);
      } catch {
        onTrouble("refused");
      }
    },
    boarded: () => verb("board"),
    next: () => verb("next"),
    end() {
      const ended = verb("end");
      handle = "";
      return ended;
    },
  };
}
