// One table of keys for the room. They rest while somebody writes, and while a dialog is open.

/** @param {Part} target */
export function isWriting(target) {
  return Boolean(
    target?.isContentEditable ||
      target?.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [data-keys-rest]"),
  );
}

const KEY = "minga.keys";

// Whoever dictates, or slips, switches the shortcuts of a single sign off (WCAG 2.1.4).
export function areKeysOn() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true; // storage is switched off, and so is the switch
  }
}

/** @param {Part} box  the check box of the help */
export function dressKeySwitch(box) {
  box.checked = areKeysOn();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(KEY, box.checked ? "on" : "off");
    } catch {
      box.checked = true;
    }
  });
}

// `table` maps a key, as KeyboardEvent.key says it, to what it does; false lets the browser have it.
/** @param {Record<string, (event: Heard<KeyboardEvent>) => unknown>} table */
export function listenToKeys(table) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key !== "Escape" && (isWriting(event.target) || document.querySelector("dialog[open]"))) {
      return;
    }
    if (event.key.length === 1 && !areKeysOn()) return;
    const act = table[event.key] ?? table[event.key.toLowerCase()];
    if (act && act(event) !== false) event.preventDefault();
  });
}

/** @param {Heard<KeyboardEvent>} event */
function send(event) {
  const form = event.target.closest?.("form");
  if (!form || form.method !== "post") return;
  event.preventDefault();
  form.requestSubmit();
}
