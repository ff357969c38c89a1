import type { Summary } from "../summary/row.ts";
import { safeText } from "./safe-text.ts";

/** "Suite default (quick) on my laptop, fashion-mnist test, 2026-01-02T03:04:05.000Z" */
export function headingOf(summary: Summary): string {
  const { suite, profile, device, dataset, startedAt } = summary;
  const unfinished = unfinishedText(summary);
  return safeText(
    `${unfinished === null ? "" : `${unfinished} `}Suite ${suite} (${profile}) on ${device.name}, ${dataset}, ${startedAt}`,
  );
}

/** "UNFINISHED: …", in one sentence; null for a run that came to its end. */
export function unfinishedText({
  unfinished,
  blocks,
}: Pick<Summary, "unfinished" | "blocks">): string | null {
  if (!unfinished) return null;
  const { completed, planned } = blocks;
  return `UNFINISHED: ${completed} of ${planned} blocks completed; what follows may still change.`;
}
