// Changing a note. When somebody else was quicker, both texts stand side by side and nothing is
// lost: one's own may be saved over it, or left.

import { say } from "../reports/words.js";
import { fillInputs, makeInputs, readInputs } from "./composer.js";
import { write } from "./dom.js";

// dialog: participation/_editor.html
export function openEditor(dialog, { tell, onDone }) {
  const $ = (name) => dialog.querySelector(`[data-edit=${name}]`);
  const form = dialog.querySelector("form");
  /** @type {any} */
  let note = null;
  let sure = false;

  function open(one, board, mayWithdraw) {
    note = one;
    sure = false;
    const inputs = makeInputs(board, "edit");
    $("extra").replaceChildren(...[inputs.columns, ...inputs.fields].filter(Boolean));
    $("text").value = one.text;
    fillInputs(form, one);
    $("withdraw").hidden = !mayWithdraw;
    write($("withdraw").lastElementChild, say("withdraw"));
    $("theirs").hidden = true;
    told("");
    dialog.showModal();
    $("text").focus();
  }

  function told(words) {
    $("told").hidden = !words;
    write($("told").lastElementChild, words);
  }

  async function save(event) {
    event.preventDefault();
    if (!$("text").value.trim()) return $("text").focus();
    const { column, fields } = readInputs(form);
    for (const code of Object.keys(note.fields)) fields[code] ??= null; // emptied
    const body = { version: note.version, text: $("text").value.trim(), fields };
    if (form.querySelector("input[type=radio]")) body.column = column;
    const answer = await tell(`notes/${note.note}`, body, { method: "PATCH" });
    if (answer.ok) return done(answer.told);
    told(answer.words);
    if (answer.told?.note?.note) differ(answer.told.note);
  }

  // From now on "save" means: over what the other one wrote, knowing it.
  function differ(present) {
    note = present;
    $("theirs").hidden = false;
    write($("theirs-text"), present.text);
    if (present.state !== "standing") {
      told(say("note_gone"));
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
    else told(answer.words);
  }

  function done(one) {
    dialog.close();
    onDone(one);
  }

  form.addEventListener("submit", save);
  $("withdraw").addEventListener("click", withdraw);
  $("leave").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    $("save").hidden = false;
  });
  return { open };
}
