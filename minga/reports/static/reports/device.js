// A random name of this browser, for the limit per device only; it says nothing about anybody.

const KEY = "minga.device";

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Outside a secure context there is no randomUUID, but there is chance.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function deviceName() {
  try {
    const kept = localStorage.getItem(KEY) ?? uuid();
    localStorage.setItem(KEY, kept);
    return kept;
  } catch {
    return uuid(); // storage is switched off; the limit per address still counts
  }
}
