import type { Store } from "./outbox.ts";

const key = "vmoe-bench.session";

/** This tab's session: chosen once, kept over reloads. */
export function sessionOf(store: Store): string {
  const known = store.getItem(key);
  if (known !== null) return known;
  const chosen = crypto.randomUUID();
  store.setItem(key, chosen);
  return chosen;
}
