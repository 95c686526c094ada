// What was typed and not saved yet outlives a closed page: kept on this device, by line and
// revision, until it is saved or thrown away.

const LATER_MS = 400;

/** @type {(form: Part, onBack: () => void) => () => void} */
export function keep(form, onBack) {
  const { code, revision, kept } = form.dataset;
  const key = `minga-draw:${document.documentElement.dataset.city ?? ""}:${code ?? ""}:${revision ?? ""}`;
  const notice = form.querySelector("[data-kept-notice]");
  const fresh = JSON.stringify(valuesOf(form));
  const before = read(key);
  const wasSent = form.querySelector(".notice--error, .notice--warn, .notice--success");
  if (wasSent) drop(key);
  else if (before && before !== fresh) {
    fill(form, JSON.parse(before));
    notice.querySelector("[data-kept-words]").textContent = kept;
    notice.hidden = false;
    onBack();
  }
  notice.querySelector("[data-kept-drop]").addEventListener("click", () => {
    drop(key);
    location.reload();
  });
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => write(key, JSON.stringify(valuesOf(form))), LATER_MS);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    drop(key);
  });
  return later;
}

/** @type {(form: Part) => Part[]} */
function fieldsOf(form) {
  return [...form.elements].filter(
    ({ name, type }) => name && !["hidden", "file", "submit", "button", "fieldset"].includes(type) && name !== "draws",
  );
}

/** @type {(form: Part) => (string | boolean)[]} */
function valuesOf(form) {
  return fieldsOf(form).map((field) =>
    ["checkbox", "radio"].includes(field.type) ? field.checked : field.value,
  );
}

/** @type {(form: Part, values: unknown) => void} */
function fill(form, values) {
  const fields = fieldsOf(form);
  if (!Array.isArray(values) || values.length !== fields.length) return;
  fields.forEach((field, i) => {
    if (["checkbox", "radio"].includes(field.type)) field.checked = Boolean(values[i]);
    else field.value = String(values[i]);
  });
}

// Private windows and full devices: then nothing is kept, and drawing goes on.
/** @param {string} key */
function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @type {(key: string, text: string) => void} */
function write(key, text) {
  try {
    localStorage.setItem(key, text);
  } catch {
    drop(key);
  }
}

/** @param {string} key */
function drop(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    return;
  }
}
