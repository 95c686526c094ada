// The phone's own senses: its positions, a clock that does not stand still, a screen kept on.

const TICK_MS = 5000;
const MOST_SLEEP_S = 3600;

// Seconds that only grow. Some devices stop one of their clocks in sleep, in others somebody sets
// the time: of both, the one that moved further counts.
export function clock() {
  let [steady, wall, atS] = [performance.now(), Date.now(), 0];
  return () => {
    const [newSteady, newWall] = [performance.now(), Date.now()];
    const byWall = (newWall - wall) / 1000;
    atS += Math.max(0, (newSteady - steady) / 1000, byWall <= MOST_SLEEP_S ? byWall : 0);
    [steady, wall] = [newSteady, newWall];
    return atS;
  };
}

// Calls onFix({ atS, lat, lon, accuracyM, speedMs }), onTick(atS) between, onTrouble(what).
// Answers how to stop.
/**
 * @param {object} told
 * @param {(fix: import("./alarm.js").Fix) => void} told.onFix
 * @param {(atS: number) => void} told.onTick
 * @param {(what: "denied" | "unavailable" | "unsupported") => void} told.onTrouble
 */
export function watchPositions({ onFix, onTick, onTrouble }) {
  const seconds = clock();
  const timer = setInterval(() => onTick(seconds()), TICK_MS);
  if (!navigator.geolocation || !isSecureContext) {
    onTrouble("unsupported");
    return () => clearInterval(timer);
  }
  let before = "";
  const watch = navigator.geolocation.watchPosition(
    ({ coords, timestamp }) => {
      const sign = `${timestamp} ${coords.latitude} ${coords.longitude}`;
      if (sign === before) return;
      before = sign;
      const { latitude: lat, longitude: lon, accuracy: accuracyM, speed: speedMs } = coords;
      onFix({ atS: seconds(), lat, lon, accuracyM, speedMs });
    },
    ({ code, PERMISSION_DENIED: denied }) => onTrouble(code === denied ? "denied" : "unavailable"),
    { enableHighAccuracy: true, maximumAge: 0 },
  );
  return () => {
    clearInterval(timer);
    navigator.geolocation.clearWatch(watch);
  };
}

// Asks for the screen to stay on, again whenever the page comes back. onState("kept" | "lost" |
// "unsupported"). Answers how to let it go.
/** @param {(what: "kept" | "lost" | "unsupported") => void} onState */
export function keepScreen(onState) {
  /** @type {WakeLockSentinel | null} */
  let lock = null;
  let isOver = false;

  async function take() {
    if (isOver || document.visibilityState !== "visible") return;
    if (!navigator.wakeLock) return onState("unsupported");
    try {
      const kept = await navigator.wakeLock.request("screen");
      if (isOver) return void kept.release(); // the ride ended while it was asked for
      lock = kept;
      kept.addEventListener("release", () => !isOver && onState("lost"));
      onState("kept");
    } catch {
      onState("lost");
    }
  }

  document.addEventListener("visibilitychange", take);
  take();
  return () => {
    isOver = true;
    document.removeEventListener("visibilitychange", take);
    lock?.release().catch(() => {});
  };
}
