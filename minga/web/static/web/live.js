// One live stream per browser, whatever the number of tabs.
//
//   const stream = openStream("/live/public", { after, onEvent, onState });
//   facts: the names to listen for, where they are not those of the reports below
//   onEvent({ id, event, data })   data is the parsed JSON: names and public codes only
//   onState("connecting" | "open" | "waiting" | "busy" | "refused" | "gone")
//     waiting: the line is lost; busy: the server answers, but not with a stream; both are tried again.
//     refused: not for who asks; gone: there is no such stream. Neither is asked for again.
//
// The tab that holds the lock listens to the server and passes every frame on by BroadcastChannel.
// Every tab keeps the last id it has seen and the last frames, so a tab that opens later, or that
// takes over from a closed one, asks for what it lacks; frames seen twice are dropped by id.
// `reset` (the server no longer has what we lack) reloads the page.

/**
 * @typedef {{ id: number, event: string, data: any }} Frame
 * @typedef {"connecting" | "open" | "waiting" | "busy" | "refused" | "gone"} LiveState
 *
 * What the tabs of a browser tell each other; one of the members is there.
 * @typedef {object} Message
 * @property {Frame} [frame]
 * @property {Frame[]} [frames]
 * @property {LiveState} [state]
 * @property {true} [reset]
 * @property {number} [resetBelow]  who has seen less renders anew
 * @property {number} [leads]  the last id of the tab that listens
 * @property {number} [lacks]  the last id of a tab that wants what came since
 */

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
const BLIND_TRIES = 2; // then we ask in a way that tells us why
const PASSING = [408, 425, 429];

/**
 * @param {string} url
 * @param {object} told
 * @param {number | string} [told.after]
 * @param {string[]} [told.facts]
 * @param {(frame: Frame) => void} told.onEvent
 * @param {(state: LiveState) => void} [told.onState]
 * @param {() => void} [told.onReset]
 */
export function openStream(
  url,
  { after = 0, facts = FACTS, onEvent, onState = () => {}, onReset = reloadOnce },
) {
  /** @type {Frame[]} */
  const frames = [];
  let lastId = Number(after) || 0;
  // The oldest id from which this tab could tell a neighbour everything.
  let knownFrom = lastId;
  /** @type {EventSource | null} */
  let source = null;
  /** @type {AbortController | null} */
  let probe = null;
  let timer = 0;
  let failures = 0;
  let closed = false;
  let ended = false;
  /** @type {(value?: undefined) => void} */
  let giveUpLock = () => {};
  const name = `minga.live ${url}`;
  const channel = "BroadcastChannel" in globalThis && navigator.locks ? new BroadcastChannel(name) : null;

  /** @param {Frame} frame */
  function take(frame) {
    if (closed || frame.id <= lastId) return;
    lastId = frame.id;
    frames.push(frame);
    if (frames.length > KEPT) knownFrom = frames.shift()?.id ?? knownFrom;
    onEvent(frame);
  }

  /** @param {Message} message */
  function tell(message) {
    channel?.postMessage(message);
  }

  /** @param {LiveState} now */
  function state(now) {
    if (closed) return;
    onState(now);
    tell({ state: now });
  }

  // The tab that listens ----------------------------------------------------
  function address() {
    const whole = new URL(url, location.href);
    whole.searchParams.set("after", String(lastId));
    return whole;
  }

  function listen() {
    if (closed) return;
    rest();
    state("connecting");
    const heard = new EventSource(address());
    source = heard;
    heard.addEventListener("open", () => {
      failures = 0;
      state("open");
      tell({ leads: lastId });
    });
    heard.addEventListener("error", () => retry());
    heard.addEventListener("reset", () => {
      tell({ reset: true });
      onReset();
    });
    for (const fact of facts) {
      heard.addEventListener(fact, (message) => {
        const frame = { id: Number(message.lastEventId), event: fact, data: JSON.parse(message.data) };
        take(frame);
        tell({ frame });
      });
    }
  }

  function rest() {
    source?.close();
    probe?.abort();
    clearTimeout(timer);
  }

  // EventSource gives up for good on some errors; our own retry keeps the cursor and does not.
  /** @param {LiveState} now */
  function retry(now = "waiting") {
    rest();
    state(now);
    failures += 1;
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
    timer = setTimeout(attempt, longest * (0.5 + Math.random() / 2));
  }

  // EventSource hides why it failed. After some failures each turn first asks as any page would.
  async function attempt() {
    if (failures < BLIND_TRIES) return listen();
    rest();
    const mine = new AbortController();
    probe = mine;
    /** @type {LiveState} */
    let state = "waiting";
    try {
      state = meaning(await fetch(address(), { signal: mine.signal, cache: "no-store" }));
    } catch {
      // The line is lost.
    }
    if (closed || probe !== mine || mine.signal.aborted) return undefined;
    mine.abort(); // what came was a stream, perhaps: EventSource shall have it
    if (state === "open") return listen();
    return state === "refused" || state === "gone" ? end(state) : retry(state);
  }

  // A page that was told "no" asks no more, and lets another tab try. If that one is let in (the
  // person signed in again there), this tab hears it and queues up once more.
  /** @param {LiveState} now */
  function end(now) {
    rest();
    source = null;
    state(now);
    failures = 0;
    ended = true;
    giveUpLock();
  }

  function hurry() {
    if (source && source.readyState !== EventSource.OPEN) attempt();
  }

  // Its neighbours ----------------------------------------------------------
  /** @param {MessageEvent<Message>} event */
  function hear({ data: message }) {
    if (message.frame) take(message.frame);
    else if (message.frames) message.frames.forEach(take);
    else if (message.state && !source) follow(message.state);
    else if (message.reset || (message.resetBelow ?? 0) > lastId) onReset();
    else if ((message.leads ?? 0) > lastId) tell({ lacks: lastId });
    else if (message.lacks !== undefined && source) answer(message.lacks);
  }

  /** @param {LiveState} now */
  function follow(now) {
    onState(now);
    if (ended && now === "open") queueUp();
  }

  /** @param {number} from */
  function answer(from) {
    tell({ state: source?.readyState === EventSource.OPEN ? "open" : "connecting" });
    if (from < knownFrom) {
      tell({ resetBelow: knownFrom }); // more than this tab can tell: that page renders anew
    } else {
      tell({ frames: frames.filter((frame) => frame.id > from) });
    }
  }

  function close() {
    closed = true;
    rest();
    channel?.close();
    giveUpLock();
    removeEventListener("online", hurry);
  }

  function queueUp() {
    ended = false;
    navigator.locks
      .request(name, () => {
        if (closed) return undefined;
        listen();
        return new Promise((resolve) => {
          giveUpLock = resolve;
        });
      })
      .catch(listen); // a browser that refuses locks listens alone
  }

  addEventListener("online", hurry);
  onState("connecting");
  if (channel) {
    channel.addEventListener("message", hear);
    tell({ lacks: lastId });
    queueUp();
  } else {
    listen();
  }
  return { close, lastId: () => lastId };
}

// What an answer to our question means: a stream, or why there is none.
/** @type {(answer: Response) => LiveState} */
function meaning(answer) {
  const isStream = answer.headers.get("Content-Type")?.startsWith("text/event-stream");
  if (answer.ok && isStream) return "open";
  if (answer.redirected || answer.status === 401 || answer.status === 403) return "refused";
  const isFinal = answer.status >= 400 && answer.status < 500 && !PASSING.includes(answer.status);
  return isFinal ? "gone" : "busy";
}

// Shows the state of the connection in an element made by web/_live_state.html.
/** @type {(element: Part | null) => (state: LiveState) => void} */
export function stateShower(element) {
  const words = element?.querySelector("[data-live-words]");
  return (state) => {
    if (!element || element.dataset.liveState === state) return;
    element.dataset.liveState = state;
    if (words) words.textContent = element.dataset[state] ?? element.dataset.waiting ?? "";
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
