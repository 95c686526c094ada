// Photos of boards: made small on this device, cleaned by the server, kept with the workshop.

import { say } from "../reports/words.js";
import { shrink } from "../reports/photo.js";
import { h, icon, keyed } from "./dom.js";

/** @param {import("./run.js").Desk} desk */
export function openPhotos(desk) {
  const { $, tell, setup, speak } = desk;
  const form = $("photo");
  /** @type {Wire.Photo[]} */
  let photos = [];
  let known = -1;

  async function fetchPhotos() {
    const { ok, told } = await tell("minutes", undefined, { method: "GET" });
    if (!ok) return;
    photos = told.photos;
    draw();
  }

  /** @param {import("./run.js").News} news */
  function hear({ first }) {
    // Public ones come with the room; the others only here, and only when somebody adds one.
    if (first || desk.room.photos.size !== known) {
      known = desk.room.photos.size;
      fetchPhotos();
    }
  }

  function draw() {
    keyed($("photos"), photos, (photo) => photo.photo, make);
  }

  /** @param {Wire.Photo} photo */
  function make(photo) {
    const address = `${setup.door}photos/${photo.photo}`;
    const remove = async () => {
      const answer = await tell(`photos/${photo.photo}`, undefined, { method: "DELETE" });
      if (answer.ok) fetchPhotos();
    };
    return h(
      "li",
      { class: "pictures__one" },
      h("a", { href: address, target: "_blank", rel: "noopener" }, h("img", { src: address, alt: photo.text || say("photo"), loading: "lazy", width: photo.width, height: photo.height })),
      h("p", { class: "small" }, photo.text),
      h("button", { type: "button", class: "button button--icon button--quiet", "aria-label": `${say("photo_remove")}: ${photo.text}`, onclick: remove }, icon("trash-2")),
    );
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.setAttribute("aria-busy", "true");
    const [file] = /** @type {FileList} */ (document.getElementById("photo-file").files);
    const { blob, name } = await shrink(file);
    const body = new FormData();
    body.append("photo", blob, name);
    body.append("text", form.elements.text.value.trim());
    body.append("public", String(form.elements.public.checked));
    if (desk.board) body.append("board", String(desk.board.id));
    const answer = await tell("photos", body);
    button.removeAttribute("aria-busy");
    if (!answer.ok) return;
    form.reset();
    speak("photo", say("photo_kept"), { soon: true });
    fetchPhotos();
  });
  return { draw, hear };
}
