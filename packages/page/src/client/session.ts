/** What is used of `localStorage`, which all tabs of a browser share. */
export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const key = "vmoe-bench.session";

/**
 * This browser's session: chosen once, kept over reloads, and the same in all its tabs.
 * @param address of the page, which may name another, as that of each page that a program drives
 */
export function sessionOf(store: Store, address: string): string {
  const known = new URL(address).searchParams.get("session") ?? store.getItem(key);
  if (known !== null) return known;
  const chosen = crypto.randomUUID();
  store.setItem(key, chosen);
  return chosen;
}
