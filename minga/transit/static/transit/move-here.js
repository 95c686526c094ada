// "Near me": the phone's position, rounded to about ten metres, becomes the page's address.

import { inCity } from "../web/city.js";

const PATIENCE_MS = 12_000;

export function askHere() {
  const button = document.querySelector("[data-here]");
  if (!button || !navigator.geolocation || !isSecureContext) return;
  const words = document.querySelector("[data-here-words]");
  button.hidden = false;

  /** @param {GeolocationPosition} position */
  function goThere({ coords }) {
    const address = new URL(inCity(button.dataset.here), location.href);
    address.searchParams.set("lat", coords.latitude.toFixed(4));
    address.searchParams.set("lon", coords.longitude.toFixed(4));
    location.replace(address);
  }

  function ask() {
    words.textContent = button.dataset.searching;
    button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      goThere,
      () => {
        button.removeAttribute("aria-busy");
        words.textContent = button.dataset.denied;
      },
      { enableHighAccuracy: true, maximumAge: 30_000, timeout: PATIENCE_MS },
    );
  }

  button.addEventListener("click", ask);
  // Whoever came by "near me" has asked already; others are asked only after a press.
  if ("atOnce" in button.dataset) ask();
}
