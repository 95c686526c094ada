// One live stream per browser, whatever the number of tabs.
//
//   const stream = openStream("/live/public", { after, onEvent, onState });
//   facts: the names to listen for, where they are not those of the reports below
//   onEvent({ id, event, data })   data is the parsed JSON: names and public codes only
//   onState("connecting" | "open" | "waiting")
//
// The tab that holds the lock listens to the server and passes every frame on by BroadcastChannel.
// Every tab keeps the last id it has seen and the last frames, so a tab that opens later, or that
// takes over from a closed one, asks for what it lacks; frames seen twice are dropped by id.
// `reset` (the server no longer has what we lack) reloads the page.

export const FACTS = [
  "report.filed",
  "report.acknowledged",
  "report.assigned",
  "report.started",
  "report.resolved",
  "report.dismissed",
  "report.reopened",
  "report.answered",
  "report.noted",
  "report.hidden",
  "report.unhidden",
  "report.placed",
  "report.photo_added",
  "report.voice_added",
  "report.published",
  "report.forgotten",
  "report.overdue",
  "test.answered",
  "alert.opened",
  "alert.changed",
  "alert.closed",
];

const KEPT = 300; // frames a tab keeps for its neighbours
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

export function openStream(
  url,
  { after = 0, facts = FACTS, onEvent, onState = () => {}, onReset = reloadOnce } = {},
) {
  const frames = [];
  let lastId = Number(after) || 0;
  // The oldest id from which this tab could tell a neighbour everything.
  let knownFrom = lastId;
  let source = null;
  let timer = 0;
  let failures = 0;
  let closed = false;
  let giveUpLock = () => {};
  const name = `minga.live ${url}`;
  const shared = "BroadcastChannel" in window && navigator.locks;
  const channel = shared ? new BroadcastChannel(name) : null;

  function take(frame) {
    if (closed || frame.id <= lastId) return;
    lastId = frame.id;
    frames.push(frame);
    if (frames.length > KEPT) knownFrom = frames.shift().id;
    onEvent(frame);
  }

  function tell(message) {
    channel?.postMessage(message);
  }

  function state(now) {
    if (closed) return;
    onState(now);
    tell({ state: now });
  }

  // The tab that listens ----------------------------------------------------
  function listen() {
    if (closed) return;
    source?.close();
    clearTimeout(timer);
    state("connecting");
    const address = new URL(url, location.href);
    address.searchParams.set("after", String(lastId));
    source = new EventSource(address);
    source.addEventListener("open", () => {
      failures = 0;
      state("open");
      tell({ leads: lastId });
    });
    source.addEventListener("error", retry);
    source.addEventListener("reset", () => {
      tell({ reset: true });
      onReset();
    });
    for (const fact of facts) {
      source.addEventListener(fact, (message) => {
        const frame = { id: Number(message.lastEventId), event: fact, data: JSON.parse(message.data) };
        take(frame);
        tell({ frame });
      });
    }
  }

  // EventSource gives up for good on some errors; our own retry keeps the cursor and never does.
  function retry() {
    source?.close();
    clearTimeout(timer);
    state("waiting");
    failures += 1;
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
    timer = setTimeout(listen, longest * (0.5 + Math.random() / 2));
  }

  function hurry() {
    if (source && source.readyState !== EventSource.OPEN) listen();
  }

  // Its neighbours ----------------------------------------------------------
  function hear({ data: message }) {
    if (message.frame) take(message.frame);
    else if (message.frames) message.frames.forEach(take);
    else if (message.state && !source) onState(message.state);
    else if (message.reset || message.resetBelow > lastId) onReset();
    else if (message.leads > lastId) tell({ lacks: lastId });
    else if (message.lacks !== undefined && source) answer(message.lacks);
  }

  function answer(from) {
    tell({ state: source.readyState === EventSource.OPEN ? "open" : "connecting" });
    if (from < knownFrom) {
      tell({ resetBelow: knownFrom }); // more than this tab can tell: that page renders anew
    } else {
      tell({ frames: frames.filter((frame) => frame.id > from) });
    }
  }

  function close() {
    closed = true;
    clearTimeout(timer);
    source?.close();
    channel?.close();
    giveUpLock();
    removeEventListener("online", hurry);
  }

  addEventListener("online", hurry);
  onState("connecting");
  if (shared) {
    channel.addEventListener("message", hear);
    tell({ lacks: lastId });
    navigator.locks
      .request(name, () => {
        if (closed) return undefined;
        listen();
        return new Promise((resolve) => {
          giveUpLock = resolve;
        });
      })
      .catch(listen); // a browser that refuses locks listens alone
  } else {
    listen();
  }
  return { close, lastId: () => lastId };
}

// Shows the state of the connection in an element made by web/_live_state.html.
export function stateShower(element) {
  const words = element?.querySelector("[data-live-words]");
  return (state) => {
    if (!element || element.dataset.liveState === state) return;
    element.dataset.liveState = state;
    words.textContent = element.dataset[state] ?? "";
  };
}

// At most one reload in ten seconds, so that a confused server cannot make a page flicker.
function reloadOnce() {
  const key = "minga.reset";
  const last = Number(sessionStorage.getItem(key) ?? 0);
  if (Date.now() - last < 10_000) return;
  sessionStorage.setItem(key, String(Date.now()));
  location.reload();
}
