/** What is used of `sessionStorage`, which lives as long as the tab. */
export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const key = "vmoe-bench.session";

/** This tab's session: chosen once, kept over reloads. */
export function sessionOf(store: Store): string {
  const known = store.getItem(key);
  if (known !== null) return known;
  const chosen = crypto.randomUUID();
  store.setItem(key, chosen);
  return chosen;
}
