// Changing a note. When somebody else was quicker, both texts stand side by side and nothing is
// lost: one's own may be saved over it, or left.

import { say } from "../reports/words.js";
import { fillInputs, makeInputs, readInputs } from "./composer.js";
import { write } from "./dom.js";

/**
 * @param {Part} dialog  participation/_editor.html
 * @param {{ tell: import("./asking.js").Tell, onDone: (note: Wire.Note) => void }} told
 */
export function openEditor(dialog, { tell, onDone }) {
  const $ = (/** @type {string} */ name) => dialog.querySelector(`[data-edit=${name}]`);
  const form = dialog.querySelector("form");
  /** @type {Wire.Note} */
  let note;
  let sure = false;

  /** @type {(chosen: Wire.Note, board: Wire.Board, mayWithdraw: boolean) => void} */
  function open(chosen, board, mayWithdraw) {
    note = chosen;
    sure = false;
    const inputs = makeInputs(board, "edit");
    $("extra").replaceChildren(...[inputs.columns, ...inputs.fields].filter((input) => input !== null));
    $("text").value = chosen.text;
    fillInputs(form, chosen);
    $("withdraw").hidden = !mayWithdraw;
    write($("withdraw").lastElementChild, say("withdraw"));
    $("theirs").hidden = true;
    showTrouble("");
    dialog.showModal();
    $("text").focus();
  }

  /** @param {string} words */
  function showTrouble(words) {
    $("told").hidden = !words;
    write($("told").lastElementChild, words);
  }

  /** @param {Event} event */
  async function save(event) {
    event.preventDefault();
    if (!$("text").value.trim()) return $("text").focus();
    const { column, fields } = readInputs(form);
    const emptied = Object.fromEntries(Object.keys(note.fields).map((code) => [code, null]));
    const body = {
      version: note.version,
      text: $("text").value.trim(),
      fields: { ...emptied, ...fields },
      ...(form.querySelector("input[type=radio]") && { column }),
    };
    const answer = await tell(`notes/${note.note}`, body, { method: "PATCH" });
    if (answer.ok) return done(answer.told);
    showTrouble(answer.words);
    if (answer.told?.note?.note) differ(answer.told.note);
  }

  // From now on "save" means: over what the other one wrote, knowing it.
  /** @param {Wire.Note} present */
  function differ(present) {
    note = present;
    $("theirs").hidden = false;
    write($("theirs-text"), present.text);
    if (present.state !== "standing") {
      showTrouble(say("note_gone"));
      $("save").hidden = true;
    }
    $("text").focus();
  }

  async function withdraw() {
    if (!sure) {
      sure = true;
      return write($("withdraw").lastElementChild, say("withdraw_sure"));
    }
    const answer = await tell(`notes/${note.note}/withdraw`, {});
    if (answer.ok) done(answer.told);
    else showTrouble(answer.words);
  }

  /** @param {Wire.Note} saved */
  function done(saved) {
    dialog.close();
    onDone(saved);
  }

  form.addEventListener("submit", save);
  $("withdraw").addEventListener("click", withdraw);
  $("leave").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    $("save").hidden = false;
  });
  return { open };
}
