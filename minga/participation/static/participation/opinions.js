// One statement after the other without loading the page anew. Without this module the same
// form works as any form; whenever something goes wrong here, it does so again.

const card = document.querySelector("[data-card]");
let waiting = false;

/** @type {(form: HTMLFormElement, button: HTMLButtonElement) => Promise<void>} */
async function send(form, button) {
  const body = new FormData(form, button);
  const answer = await fetch(form.action, {
    method: "POST",
    body,
    headers: { "X-Part": "card" },
    signal: AbortSignal.timeout(10_000),
  });
  const type = answer.headers.get("Content-Type") ?? "";
  if (!type.startsWith("text/html") || answer.status >= 500 || answer.status === 403) {
    throw new Error(`answered ${answer.status}`);
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  card.replaceChildren(...fresh.body.childNodes);
  // A page that came back to one statement must not come back to it again.
  if (location.search.includes("statement=")) {
    history.replaceState(null, "", form.action.replace(/answer\/(\?|$)/, "$1"));
  }
  card.querySelector("#asked")?.focus();
}

card?.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (/** @type {Element} */ (event.target));
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  if (!form.matches(".opinion-card") || !button) return;
  event.preventDefault();
  if (waiting) return;
  waiting = true;
  form.setAttribute("aria-busy", "true");
  button.setAttribute("aria-pressed", "true");
  send(form, button)
    .catch(() => {
      // The native way shows whatever there is to say, or keeps the page while there is no signal.
      if (!navigator.onLine) {
        form.removeAttribute("aria-busy");
        button.removeAttribute("aria-pressed");
        return;
      }
      const chosen = document.createElement("input");
      chosen.type = "hidden";
      chosen.name = button.name;
      chosen.value = button.value;
      form.append(chosen);
      form.submit();
    })
    .finally(() => {
      waiting = false;
    });
});
