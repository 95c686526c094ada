// The city that this page is about, where it is not the default one: addresses have to name it.

export const city = document.documentElement.dataset.city ?? "";

/** @param {string} address */
export function inCity(address) {
  if (!city) return address;
  const named = new URL(address, location.href);
  named.searchParams.set("city", city);
  return named.href;
}
