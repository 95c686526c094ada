// Where the phone is: the best of the fixes that come within some seconds. A worse later fix never
// takes the place of a better one.
//
//   findPosition({ onFix, onTrouble }) -> stop()
//   onFix({ lat, lon, accuracy_m })    every time it gets better
//   onTrouble("denied" | "unavailable" | "unsupported")

const SEARCH_MS = 15_000;
const GOOD_M = 10;

/**
 * @param {object} told
 * @param {(fix: { lat: number, lon: number, accuracy_m: number }) => void} told.onFix
 * @param {(what: "denied" | "unavailable" | "unsupported") => void} told.onTrouble
 */
export function findPosition({ onFix, onTrouble }) {
  if (!navigator.geolocation || !isSecureContext) {
    onTrouble("unsupported");
    return () => {};
  }
  /** @type {{ lat: number, lon: number, accuracy_m: number } | null} */
  let best = null;
  const watch = navigator.geolocation.watchPosition(take, fail, {
    enableHighAccuracy: true,
    maximumAge: 5000,
    timeout: SEARCH_MS,
  });
  const timer = setTimeout(stop, SEARCH_MS);

  /** @param {GeolocationPosition} position */
  function take({ coords }) {
    if (best && coords.accuracy >= best.accuracy_m) return;
    best = { lat: coords.latitude, lon: coords.longitude, accuracy_m: Math.max(1, Math.round(coords.accuracy)) };
    onFix(best);
    if (best.accuracy_m <= GOOD_M) stop();
  }

  /** @param {GeolocationPositionError} trouble */
  function fail({ code, PERMISSION_DENIED: denied }) {
    if (best) return;
    if (code === denied) stop();
    onTrouble(code === denied ? "denied" : "unavailable");
  }

  function stop() {
    clearTimeout(timer);
    navigator.geolocation.clearWatch(watch);
  }

  return stop;
}
