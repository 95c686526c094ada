// Where a note is written. What is being written stays in the phone until it is sent.

import { say } from "../reports/words.js";
import { toneOf } from "./cards.js";
import { h } from "./dom.js";
import { drawer } from "./outbox.js";

/**
 * @typedef {{ column: string, fields: Record<string, string> }} Inputs
 * @typedef {Inputs & { board: number, text: string }} NoteBody
 */

const LINE_KINDS = ["line", "whole", "number", "date", "link", "choice"];

// The inputs of a board: columns as chips, its kind's further fields. Shared with the editor.
/** @type {(board: Wire.Board, prefix: string) => { columns: HTMLElement | null, fields: HTMLElement[] }} */
export function makeInputs(board, prefix) {
  const columns = board.columns.map((column, index) => {
    const radio = h("input", { type: "radio", name: `${prefix}-column`, value: column.code, required: true, checked: index === 0 });
    return h("label", { class: "chip chip--tone", "data-tone": toneOf(board, column.code) }, radio, h("span", {}, column.name));
  });
  const fields = board.fields.map((field) => {
    const id = `${prefix}-${field.code}`;
    const input = LINE_KINDS.includes(field.kind)
      ? h("input", { id, "data-field": field.code, inputmode: field.kind === "whole" ? "numeric" : undefined, autocomplete: "off" })
      : h("textarea", { id, "data-field": field.code, rows: 2 });
    return h("div", { class: "field" }, h("label", { for: id }, field.name), input);
  });
  return {
    columns: columns.length ? h("fieldset", { class: "chips chips--columns" }, h("legend", { class: "visually-hidden" }, say("where_to")), ...columns) : null,
    fields,
  };
}

/** @type {(form: Part) => Inputs} */
export function readInputs(form) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const input of form.querySelectorAll("[data-field]")) {
    if (input.value.trim()) fields[input.dataset.field] = input.value.trim();
  }
  return { column: form.querySelector("input[type=radio]:checked")?.value ?? "", fields };
}

/** @type {(form: Part, inputs: { column: string, fields?: Wire.Note["fields"] }) => void} */
export function fillInputs(form, { column, fields }) {
  for (const radio of form.querySelectorAll("input[type=radio]")) radio.checked = radio.value === column;
  for (const input of form.querySelectorAll("[data-field]")) input.value = String(fields?.[input.dataset.field] ?? "");
}

/**
 * @param {Part} form
 * @param {{ name: string, onSend: (body: NoteBody) => void }} told
 */
export function openComposer(form, { name, onSend }) {
  const kept = drawer(name);
  const text = form.querySelector("textarea");
  const extra = form.querySelector("[data-extra]");
  const more = form.querySelector("details");
  /** @type {Wire.Board | null} */
  let shown = null;

  function draft() {
    if (shown) kept.write({ board: shown.id, text: text.value, ...readInputs(form) });
  }

  /** @type {(board: Wire.Board, takes: boolean) => void} */
  function show(board, takes) {
    form.hidden = !takes;
    if (shown?.id === board.id && shown.kind === board.kind) return;
    shown = board;
    const inputs = makeInputs(board, "new");
    extra.replaceChildren(...[inputs.columns].filter((columns) => columns !== null));
    more.hidden = inputs.fields.length === 0;
    more.querySelector("[data-fields]").replaceChildren(...inputs.fields);
    form.querySelector("[data-label]").textContent = say(inputs.fields.length ? "write_name" : "write");
    const begun = kept.read();
    text.value = begun?.board === board.id ? begun.text : "";
    if (begun?.board === board.id) {
      if (begun.column) fillInputs(form, begun);
      else fillInputs(form, { column: readInputs(form).column, fields: begun.fields });
      more.open = Object.keys(begun.fields ?? {}).length > 0;
    }
  }

  /** @param {Event} event */
  function send(event) {
    event.preventDefault();
    if (!text.value.trim() || !shown) return text.focus();
    const { column, fields } = readInputs(form);
    onSend({ board: shown.id, text: text.value.trim(), column, fields });
    text.value = "";
    fillInputs(form, { column, fields: {} });
    draft();
    text.focus();
  }

  /** @param {NoteBody} body */
  function take(body) {
    text.value = body.text;
    fillInputs(form, body);
    draft();
    text.focus();
  }

  form.addEventListener("submit", send);
  form.addEventListener("input", draft);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(event);
  });
  return { show, take };
}
