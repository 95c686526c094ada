// The notes on the desk: choose, merge, change; and paper: text, Enter, next.

import { say, sayCount } from "../reports/words.js";
import { uuid } from "../reports/device.js";
import { makeCard, partsOf, toneOf, updateCard } from "./cards.js";
import { makeInputs, readInputs } from "./composer.js";
import { h, icon, keyed, write } from "./dom.js";
import { openEditor } from "./editor.js";
import { openOutbox } from "./outbox.js";
import { notesOn } from "./room.js";

/**
 * @param {import("./run.js").Desk} desk
 * @param {{ speaksFor: () => number }} people
 */
export function openNotes(desk, people) {
  const { $, tell, speak, setup } = desk;
  const editor = openEditor($("editor"), { tell, onDone: () => desk.room.refresh() });
  const paper = $("paper");
  const text = document.getElementById("paper-text");
  const merger = $("merger");
  /** @type {number | null} */
  let shown = null; // the board whose columns stand on the paper

  const outbox = openOutbox(
    { name: `minga.paper.${setup.code}`, address: `${setup.door}notes`, headers: desk.headers },
    { onChange: drawWaiting, onSent: () => acknowledge(say("saved")) },
  );

  /** @param {string} words */
  function acknowledge(words) {
    write($("paper-said"), words);
    speak("paper", words, { soon: true });
    desk.room.refresh();
  }

  function draw() {
    const { board, room } = desk;
    $("board").hidden = !board;
    if (!board) return;
    $("board").dataset.tone = toneOf(board);
    $("board").dataset.kind = board.kind;
    write($("board-title"), board.title);
    write($("board-question"), board.question);
    const takes = board.state === "open" && room.workshop?.state === "open";
    paper.hidden = !takes;
    if (shown !== board.id) {
      shown = board.id;
      $("paper-where").replaceChildren(...[makeInputs(board, "paper").columns].filter((columns) => columns !== null));
    }
    const notes = notesOn(room, board);
    const standing = new Set(notes.map((note) => note.note));
    for (const note of desk.chosen) if (!standing.has(note)) desk.chosen.delete(note);
    if (board.dots > 0) notes.sort((first, second) => second.votes - first.votes);
    keyed($("parts"), partsOf(board, notes), (part) => `${board.id}-${part.code}`, makePart, (section, part) => {
      const heading = section.querySelector(".part__name");
      heading.hidden = !part.name;
      write(heading.firstElementChild, part.name);
      write(heading.lastElementChild, String(part.notes.length));
      section.dataset.tone = toneOf(board, part.code);
      section.querySelector(".part__empty").hidden = part.notes.length > 0;
      keyed(section.querySelector(".notes"), part.notes, (note) => note.note, makeNote, (card, note) => {
        updateCard(card, note, board, room);
        drawActs(card, note, board, takes);
      });
    });
    drawChosen();
  }

  function makePart() {
    return h(
      "section",
      { class: "part" },
      h("h3", { class: "part__name", hidden: true }, h("span"), h("span", { class: "part__count" })),
      h("p", { class: "part__empty soft" }, say("empty_part")),
      h("ul", { class: "notes" }),
    );
  }

  /** @param {Wire.Note} about */
  function makeNote({ note }) {
    /** @type {(name: string, sign: string, run: () => unknown) => HTMLElement} */
    const act = (name, sign, run) => h("button", { type: "button", class: "button button--icon note__act", "data-act": name, onclick: run }, icon(sign));
    const card = makeCard();
    const choose = h("input", { type: "checkbox", class: "note__choose" });
    choose.addEventListener("change", () => {
      if (choose.checked) desk.chosen.add(note);
      else desk.chosen.delete(note);
      desk.draw();
    });
    card.prepend(choose);
    card.querySelector(".note__acts").append(
      act("lift", "undo-2", () => tell(`votes/${note}?seat=${people.speaksFor()}`, undefined, { method: "DELETE" })),
      act("dot", "plus", () => tell("votes", { note, seat: people.speaksFor() }, { key: uuid() })),
      act("edit", "pencil", () => edit(note)),
    );
    return card;
  }

  /** @param {string} id */
  function edit(id) {
    const note = desk.room.notes.get(id);
    if (note && desk.board) editor.open(note, desk.board, true);
  }

  /** @type {(card: Part, note: Wire.Note, board: Wire.Board, takes: boolean) => void} */
  function drawActs(card, note, board, takes) {
    const short = note.text.slice(0, 80);
    const seat = people.speaksFor();
    const choose = card.querySelector(".note__choose");
    choose.checked = desk.chosen.has(note.note);
    choose.setAttribute("aria-label", say("choose", { text: short }));
    card.toggleAttribute("data-chosen", choose.checked);
    card.querySelector("[data-act=edit]").setAttribute("aria-label", say("edit_note", { text: short }));
    for (const [name, words] of [["dot", "dot_give"], ["lift", "dot_back"]]) {
      const button = card.querySelector(`[data-act=${name}]`);
      button.hidden = !(takes && seat && board.dots > 0) || (name === "lift" && note.votes === 0);
      button.setAttribute("aria-label", say(words, { seat, text: short }));
    }
  }

  function drawChosen() {
    const count = desk.chosen.size;
    $("chosen").hidden = count === 0;
    write($("chosen-count"), sayCount("chosen", count));
    document.querySelector("[data-do=merge]").hidden = count < 2;
    document.querySelector("[data-do=round]").hidden = count !== 1;
    document.querySelector("[data-do=split]").hidden = count !== 1;
  }

  // Paper ----------------------------------------------------------------------------------------

  /** @param {Event} event */
  function send(event) {
    event.preventDefault();
    if (!text.value.trim() || !desk.board) return text.focus();
    const { column } = readInputs(paper);
    outbox.add({ board: desk.board.id, text: text.value.trim(), column, seat: people.speaksFor() });
    text.value = "";
    text.focus();
  }

  paper.addEventListener("submit", send);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  });

  /** @param {import("./outbox.js").Entry[]} entries */
  function drawWaiting(entries) {
    // What goes out at once is not worth a word.
    const stuck = entries.filter((entry) => entry.fault || Date.now() - entry.at > 1500);
    $("waiting").hidden = stuck.length === 0;
    write($("waiting-count"), sayCount("waiting", stuck.length));
    keyed($("waiting-list"), stuck, (entry) => entry.key, (entry) => h("li", { class: "waiting__one" }, h("p", {}, entry.body.text), h("p", { class: "field__error" }), h("button", { type: "button", class: "button button--quiet", onclick: () => outbox.drop(entry.key) }, icon("x"), say("withdraw"))), (item, entry) => {
      write(item.children[1], entry.fault);
    });
  }
  setInterval(() => drawWaiting(outbox.list()), 2000);

  // Merging ----------------------------------------------------------------------------------------

  let mergeKey = "";
  function merge() {
    const texts = [...desk.chosen].map((note) => desk.room.notes.get(note)?.text ?? "");
    document.getElementById("merger-text").value = texts.join("\n").slice(0, 2000);
    $("merger-told").hidden = true;
    mergeKey = uuid();
    merger.showModal();
  }

  merger.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const notes = [...desk.chosen];
    const columns = new Set(notes.map((note) => desk.room.notes.get(note)?.column));
    const body = { notes, text: document.getElementById("merger-text").value.trim(), column: columns.size === 1 ? [...columns][0] : "" };
    const answer = await tell("merge", body, { key: mergeKey });
    $("merger-told").hidden = answer.ok;
    write($("merger-told"), answer.words);
    if (!answer.ok) return;
    desk.chosen.clear();
    merger.close();
  });

  // Splitting ----------------------------------------------------------------------------------------

  // One part a line; where it hangs stays. Its dots go back to who gave them.
  const splitter = $("splitter");
  function split() {
    const note = desk.room.notes.get([...desk.chosen][0]);
    document.getElementById("splitter-text").value = note?.text ?? "";
    $("splitter-told").hidden = true;
    splitter.showModal();
  }

  splitter.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const [chosen] = desk.chosen;
    const column = desk.room.notes.get(chosen)?.column ?? "";
    const lines = document.getElementById("splitter-text").value.split("\n");
    const parts = lines.map((line) => ({ text: line.trim(), column })).filter(({ text }) => text);
    const answer = await tell(`notes/${chosen}/split`, { parts });
    $("splitter-told").hidden = answer.ok;
    write($("splitter-told"), answer.words);
    if (!answer.ok) return;
    desk.chosen.clear();
    splitter.close();
  });

  document.addEventListener("click", (event) => {
    const act = event.target.closest("[data-do]")?.dataset.do;
    if (act === "merge") merge();
    if (act === "merge-leave") merger.close();
    if (act === "split") split();
    if (act === "split-leave") splitter.close();
    if (act === "none") {
      desk.chosen.clear();
      desk.draw();
    }
    if (act === "round") {
      tell("rounds", { note: [...desk.chosen][0] }).then((answer) => {
        if (!answer.ok) return;
        desk.chosen.clear();
        desk.draw();
      });
    }
  });
  return { draw };
}
