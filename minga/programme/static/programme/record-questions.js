// The questions of a guide with their answers, and the statements marked in them.

import { say } from "../reports/words.js";

/** @typedef {import("./record-drawer.js").Statement} Statement */
/** @typedef {(question: Wire.Question, place: number, answer: string, onAnswer: (value: string) => void) => HTMLElement} DrawAnswer */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 */
function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/** @type {(words: string, act: () => void) => HTMLElement} */
function button(words, act) {
  const made = make("button", "button", words);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** @type {DrawAnswer} */
function choices(question, place, answer, onAnswer) {
  const values = question.kind === "scale" ? ["1", "2", "3", "4", "5"] : [say("yes"), say("no")];
  const row = make("div", "chips");
  for (const value of values) {
    const label = make("label", "chip");
    const input = make("input");
    Object.assign(input, { type: "radio", name: `answer-${place}`, value, checked: answer === value });
    input.addEventListener("change", () => onAnswer(value));
    label.append(input, value);
    row.append(label);
  }
  return row;
}

/** @type {(...asked: Parameters<DrawAnswer>) => { field: HTMLElement, input: HTMLInputElement | HTMLTextAreaElement }} */
function words(question, place, answer, onAnswer) {
  const field = make("div", "field");
  const label = make("label", "", say("answer"));
  const input = make(question.kind === "line" ? "input" : "textarea");
  input.id = label.htmlFor = `answer-${place}`;
  if (input instanceof HTMLTextAreaElement) input.rows = 5;
  input.maxLength = question.kind === "line" ? 300 : 8000;
  input.value = answer;
  input.addEventListener("input", () => onAnswer(input.value));
  field.append(label, input);
  return { field, input };
}

// Answers and statements are changed in place, and `onChange` is told.
/**
 * @param {Part} box
 * @param {object} told
 * @param {Wire.Question[]} told.questions
 * @param {Record<number, string>} told.answers  by the place of their question
 * @param {Statement[]} told.statements
 * @param {() => void} told.onChange
 */
export function drawQuestions(box, { questions, answers, statements, onChange }) {
  box.replaceChildren(...questions.map((question, place) => section(question, place)));

  /** @type {(question: Wire.Question, place: number) => HTMLElement} */
  function section(question, place) {
    const panel = make("section", "panel stack stack--s");
    const title = make("h2", "answer__question", `${place + 1}. ${question.text}`);
    title.id = `question-${place}`;
    panel.setAttribute("aria-labelledby", title.id);
    /** @param {string} value */
    const onAnswer = (value) => {
      answers[place] = value;
      onChange();
    };
    const answer = answers[place] ?? "";
    panel.append(title);
    if (question.kind === "scale" || question.kind === "yes_no") {
      const group = choices(question, place, answer, onAnswer);
      group.setAttribute("role", "radiogroup");
      group.setAttribute("aria-labelledby", title.id);
      panel.append(group);
    } else {
      const { field, input } = words(question, place, answer, onAnswer);
      panel.append(field, marking(question, place, input));
    }
    return panel;
  }

  /** @type {(question: Wire.Question, place: number, input: HTMLInputElement | HTMLTextAreaElement) => HTMLElement} */
  function marking(question, place, input) {
    const part = make("div", "stack stack--s");
    const list = make("ul", "plain marks");
    const said = make("p", "field__hint");
    said.setAttribute("role", "status");
    const draw = () => list.replaceChildren(...statements.filter((known) => known.question === question.text).map(mark));
    /** @param {string} text */
    const add = (text) => {
      const marked = text.trim();
      if (!marked) return;
      if (!statements.some((known) => known.question === question.text && known.text === marked)) {
        statements.push({ question: question.text, text: marked });
      }
      draw();
      onChange();
    };
    /** @param {Statement} statement */
    function mark(statement) {
      const item = make("li", "mark-line");
      const out = button("×", () => {
        statements.splice(statements.indexOf(statement), 1);
        draw();
        onChange();
      });
      out.setAttribute("aria-label", say("take_out", { text: statement.text }));
      item.append(make("q", "", statement.text), out);
      return item;
    }
    const select = button(say("mark"), () => {
      const chosen = input.value.slice(input.selectionStart ?? 0, input.selectionEnd ?? 0);
      said.textContent = chosen.trim() ? "" : say("mark_none");
      add(chosen);
    });
    const typed = make("input", "input");
    typed.id = `statement-${place}`;
    typed.maxLength = 2000;
    const label = make("label", "field__hint", say("type"));
    label.htmlFor = typed.id;
    const addTyped = () => {
      add(typed.value);
      typed.value = "";
    };
    typed.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      addTyped();
    });
    const row = make("div", "row type-line");
    row.append(typed, button(say("add"), addTyped));
    draw();
    part.append(select, said, list, label, row);
    return part;
  }
}
