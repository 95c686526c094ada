// Photos: chosen or taken, made small on the phone (which also takes place and device out of
// them), shown, removable. What the phone cannot decode goes as it is; the server says what to do.

import { iconOf } from "./entries.js";
import { data, say } from "./words.js";

/** @typedef {import("./store.js").KeptFile} KeptFile */

const SIDE = 1600;
const QUALITY = 0.82;
const MOST = 5;
const MOST_BYTES = 10_000_000;

/** @type {(file: File) => Promise<KeptFile>} */
export async function shrink(file) {
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return { blob: file, name: file.name || "photo", seen: false };
  }
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.fillStyle = "#fff"; // what is transparent would turn black in a JPEG
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  /** @type {Blob | null} */
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return blob ? { blob, name: "photo.jpg", seen: true } : { blob: file, name: file.name, seen: false };
}

// root: an element of reports/_file_photos.html. Returns { photos(), clear(), show(list) }.
/**
 * @param {Part} root
 * @param {{ onChange?: (photos: KeptFile[]) => void }} told
 */
export function photoPicker(root, { onChange = () => {} } = {}) {
  const input = root.querySelector("input[type=file]");
  const list = root.querySelector("[data-photos]");
  const status = root.querySelector("[data-photos-said]");
  /** @type {KeptFile[]} */
  let photos = [];

  function draw() {
    for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    list.replaceChildren(...photos.map(entry));
    list.hidden = photos.length === 0;
    onChange(photos);
  }

  /** @type {(photo: KeptFile, index: number) => HTMLElement} */
  function entry(photo, index) {
    const item = document.createElement("li");
    item.className = "photos__one";
    if (photo.seen) {
      const image = document.createElement("img");
      image.src = URL.createObjectURL(photo.blob);
      image.alt = say("photo_number", { number: index + 1 });
      item.append(image);
    } else {
      const name = document.createElement("span");
      name.className = "photos__unseen";
      name.append(iconOf("image", data("sprite")), photo.name);
      item.append(name);
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--icon photos__away";
    button.setAttribute("aria-label", say("photo_remove", { number: index + 1 }));
    button.append(iconOf("x", data("sprite")));
    button.addEventListener("click", () => {
      photos = photos.filter((other) => other !== photo);
      draw();
      status.textContent = say("photo_removed");
      input.focus();
    });
    item.append(button);
    return item;
  }

  input.addEventListener("change", async () => {
    const chosen = [...(input.files ?? [])];
    input.value = "";
    const fitting = chosen.filter((file) => file.size <= MOST_BYTES || file.type === "image/jpeg");
    status.textContent = say("photo_working");
    for (const file of fitting) {
      if (photos.length >= MOST) break;
      const small = await shrink(file);
      photos = [...photos, small]; // one may have been taken away meanwhile
    }
    const tooLarge = chosen.length > fitting.length;
    status.textContent = say(
      tooLarge ? "photo_large" : photos.length >= MOST ? "photo_full" : "photo_added",
    );
    draw();
  });

  return {
    photos: () => photos,
    show: (/** @type {KeptFile[]} */ list) => {
      photos = list;
      draw();
    },
  };
}
