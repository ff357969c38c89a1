import type { Summary } from "../summary/row.ts";
import { safeText } from "./safe-text.ts";

/** "Suite default (quick) on my laptop, fashion-mnist test, 2026-01-02T03:04:05.000Z" */
export function headingOf({ suite, profile, device, dataset, startedAt }: Summary): string {
  return safeText(`Suite ${suite} (${profile}) on ${device.name}, ${dataset}, ${startedAt}`);
}
