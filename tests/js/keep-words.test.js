// Words of an official's form outlive everything but being stored, thrown away, or signing out.
import "./browser.js";

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { fill, forget, forgetAll, isKept, keep, nameOf, restore, storedOf, tidy, wordsOf } from "../../minga/web/static/web/keep-words.js";

beforeEach(() => {
  localStorage.clear();
  localStorage.isFull = localStorage.isShut = false;
});

const field = (name, value, more = {}) => ({ name, value, type: "textarea", ...more });
const tick = (name, checked) => ({ name, checked, value: "on", type: "checkbox" });
const formOf = (elements, action = "/n/ABC/edit/", more = {}) => ({
  method: "post", dataset: {}, elements, getAttribute: () => action, ...more,
});

test("what was typed comes back on a fresh page, in its order, and says that it did", () => {
  keep(formOf([field("question", "one"), tick("public", true), field("question", "two")]), "7");
  const page = formOf([field("question", ""), tick("public", false), field("question", "")]);
  assert.equal(restore(page, "7"), true);
  assert.deepEqual(page.elements.map((one) => one.checked ?? one.value), ["one", true, "two"]);
  assert.equal(restore(page, "7"), false); // the page has them: nothing to say
});

test("words are of one person and one form", () => {
  keep(formOf([field("text", "mine")]), "7");
  for (const [person, action] of [["8", "/n/ABC/edit/"], ["7", "/n/ABD/edit/"], ["7", "/n/ABC/edit/?city=x"]]) {
    assert.equal(restore(formOf([field("text", "")], action), person), false);
  }
});

test("a form that posts to its own page is known by its address, without what follows #", () => {
  const before = globalThis.location;
  globalThis.location = new URL("https://ciudad.example/n/ABC/edit/?up=Z#part");
  assert.equal(nameOf(formOf([], null), "7"), "minga.words.7:/n/ABC/edit/?up=Z");
  globalThis.location = before;
});

test("neither passwords nor secrets nor files are kept", () => {
  assert.equal(isKept(formOf([field("name", ""), field("password", "", { type: "password" })])), false);
  assert.equal(isKept(formOf([field("text", "")], "/x/", { method: "get" })), false);
  assert.equal(isKept(formOf([field("text", "")], "/x/", { dataset: { keeps: "no" } })), false);
  const form = formOf([field("csrfmiddlewaretoken", "s", { type: "hidden" }), field("file", "f", { type: "file" }), field("text", "t")]);
  assert.equal(isKept(form), true);
  assert.deepEqual(wordsOf(form), [{ name: "text", value: "t" }]);
});

test("words upon an older version bring its mark back, so that nothing is overwritten unseen", () => {
  const of = (text, mark) => formOf([field("text", text), field("seen", mark, { type: "hidden" })]);
  keep(of("mine", "old"), "7");
  const fresh = of("theirs", "new");
  restore(fresh, "7");
  assert.deepEqual(fresh.elements.map(({ value }) => value), ["mine", "old"]);
  const conflict = of("mine", "new"); // the server showed both: its mark holds
  assert.equal(restore(conflict, "7"), false);
  assert.equal(conflict.elements[1].value, "new");
});

test("several of a list come back", () => {
  const list = (chosen) => ({
    name: "up", type: "select-multiple",
    options: ["a", "b", "c"].map((value) => ({ value, selected: chosen.includes(value) })),
    get selectedOptions() {
      return this.options.filter(({ selected }) => selected);
    },
  });
  keep(formOf([list(["a", "c"])]), "7");
  const page = formOf([list([])]);
  restore(page, "7");
  assert.deepEqual(page.elements[0].selectedOptions.map(({ value }) => value), ["a", "c"]);
});

test("what the server stored, what is old and what is another person's goes", () => {
  mock.timers.enable({ apis: ["Date"], now: 1e12 });
  keep(formOf([field("text", "stored")], "/a/?q=1"), "7");
  keep(formOf([field("text", "kept")], "/b/"), "7");
  keep(formOf([field("text", "hers")], "/b/"), "8");
  assert.deepEqual(storedOf("x=1; minga_stored=/c/|/a/%3Fq%3D1; y=2"), ["/c/", "/a/?q=1"]);
  tidy("7", storedOf("minga_stored=/a/%3Fq%3D1"));
  assert.equal(localStorage.length, 1);
  assert.equal(restore(formOf([field("text", "")], "/b/"), "7"), true);
  mock.timers.tick(8 * 24 * 3600 * 1000);
  assert.equal(restore(formOf([field("text", "")], "/b/"), "7"), false);
  tidy("7", []);
  assert.equal(localStorage.length, 0);
  mock.timers.reset();
});

test("of several forms of one address only the one that was sent goes", () => {
  const hidden = (name, value) => field(name, value, { type: "hidden" });
  const of = (persona, text) => formOf([hidden("persona", persona), hidden("csrfmiddlewaretoken", text), field("group", text)], "/g/");
  for (const persona of ["A", "B", "C"]) keep(of(persona, `to ${persona}`), "7");
  const other = of("B", "");
  assert.equal(restore(other, "7"), true);
  assert.equal(other.elements[2].value, "to B");
  tidy("7", ["/g/"], nameOf(of("A", ""), "7"));
  assert.equal(restore(of("A", ""), "7"), false);
  assert.equal(restore(of("B", ""), "7"), true);
  tidy("7", ["/g/"]);
  assert.equal(restore(of("B", ""), "7"), false);
  keep(of("B", "kept"), "7");
  tidy("7", ["/g"]); // another address that begins alike
  assert.equal(restore(of("B", ""), "7"), true);
});

test("signing out leaves nothing, of the line editor neither", () => {
  keep(formOf([field("text", "secret")]), "7");
  localStorage.setItem("minga-draw::60x:1", "[]");
  localStorage.setItem("minga.theme", "dark");
  forgetAll();
  assert.deepEqual([localStorage.length, localStorage.getItem("minga.theme")], [1, "dark"]);
});

test("a full or shut storage stops nobody from writing", () => {
  const form = formOf([field("text", "t")]);
  for (const fault of ["isFull", "isShut"]) {
    localStorage[fault] = true;
    keep(form, "7");
    forget(form, "7");
    forgetAll();
    tidy("7", []);
    assert.equal(restore(form, "7"), false);
    localStorage[fault] = false;
  }
});

test("a form with other fields by now takes what still fits", () => {
  const page = formOf([field("title", "")]);
  assert.equal(fill(page, [{ name: "gone", value: "x" }, { name: "title", value: "t" }]), true);
  assert.equal(page.elements[0].value, "t");
});
