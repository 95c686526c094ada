// On an interview's page: words selected in an answer go into the field of its statement.

for (const part of document.querySelectorAll(".answer")) {
  const field = part.querySelector("[data-mark]");
  const answer = part.querySelector("[data-answer]");
  if (!field) continue;
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    if (chosen && !chosen.isCollapsed && answer.contains(chosen.anchorNode) && answer.contains(chosen.focusNode)) {
      field.value = chosen.toString().trim().slice(0, 2000);
    }
  });
}
