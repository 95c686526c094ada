// What became of the report just sent: its receipt, or that it waits here, or what to mend.

import { iconOf } from "./entries.js";
import { offerInstall } from "./install.js";
import { onChange } from "./queue.js";
import { all, read } from "./store.js";
import { data, say, sayCount } from "./words.js";

const page = document.getElementById("filing");
const panel = document.getElementById("sent");
/** @param {string} name */
const part = (name) => panel.querySelector(`[data-sent="${name}"]`);
const SOON_MS = 6000;
/** @type {{ key: string, onMend: (report: import("./store.js").Kept) => void, state: string, at: number } | null} */
let watched = null;

/** @type {(key: string, told: { onMend: (report: import("./store.js").Kept) => void }) => void} */
export function showOutcome(key, { onMend }) {
  watched = { key, onMend, state: "sending", at: Date.now() };
  page.classList.add("is-over");
  panel.hidden = false;
  draw("sending");
  panel.focus();
  scrollTo({ top: 0 });
  setTimeout(look, SOON_MS);
  look();
}

async function look() {
  const looked = watched;
  if (!looked) return;
  const { key, onMend } = looked;
  const mine = (await all("mine")).find((report) => report.key === key);
  if (watched !== looked) return; // another look has told it already
  if (mine) return arrived(mine);
  const report = await read("waiting", key);
  if (!report || watched !== looked) return; // thrown away by the person
  if (report.fault) {
    watched = null;
    panel.hidden = true;
    return onMend(report);
  }
  const isLate = Date.now() - looked.at >= SOON_MS;
  if (!navigator.onLine || report.tries > 0 || isLate) draw(report.held ? "held" : "kept");
}

/** @param {string} state */
function draw(state) {
  if (panel.dataset.state === state) return;
  panel.dataset.state = state;
  part("title").textContent = say(`sent_${state}_title`);
  part("words").textContent = say(`sent_${state}_words`);
}

/** @param {import("./store.js").Mine} mine */
async function arrived(mine) {
  watched = null;
  draw("done");
  part("receipt").textContent = mine.receipt;
  part("page").href = mine.url;
  part("answers").textContent = say("place_answers", { body: mine.answered_by.name });
  part("why").textContent = mine.why;
  drawSimilar(mine.similar);
  offerInstall(panel.querySelector("[data-install]"), (await all("mine")).length);
}

/** @param {import("./store.js").Receipt["similar"]} similar */
function drawSimilar(similar) {
  part("similar").hidden = similar.length === 0;
  part("similar-words").textContent = sayCount("similar", similar.length);
  part("similar-list").replaceChildren(
    ...similar.map((other) => {
      const link = document.createElement("a");
      link.href = new URL(other.url).pathname;
      link.textContent = say("similar_one_away", { receipt: other.receipt, metres: other.distance_m });
      const item = document.createElement("li");
      item.append(link);
      return item;
    }),
  );
}

part("copy").addEventListener("click", async ({ currentTarget: button }) => {
  const receipt = part("receipt").textContent;
  try {
    await navigator.clipboard.writeText(receipt);
    button.replaceChildren(iconOf("check", data("sprite")), say("copied"));
    part("said").textContent = say("copied");
  } catch {
    getSelection()?.selectAllChildren(part("receipt")); // then one press of "copy" does it
  }
});
onChange(() => look().catch(() => {}));
