// What the server tells of the bus, when the person asked for it: begin, ask again every few
// seconds, end. The handle goes in a header, so that it stands in no address and no log.

const RETRY_S = 5;

async function asked(address, handle, method = "GET") {
  const answer = await fetch(address, { method, headers: { Authorization: `Bearer ${handle}` }, cache: "no-store" });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

// onTold(ride) with each answer, onNotice(notice) with each new notice, onTrouble("failed" |
// "refused" | "busy" | "over").
export function bus(addresses, { onTold, onNotice, onTrouble }) {
  let handle = "";
  let timer = 0;
  let seen = new Set();

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
    async begin(wish) {
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
