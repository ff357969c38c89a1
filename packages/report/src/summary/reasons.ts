import type { Outcome } from "./cell.ts";

/** Why blocks did not complete: each reason once, however many blocks it ended. */
export function reasonsOf(outcomes: readonly Outcome[]): string[] {
  const reasons = outcomes.flatMap(({ record }) => {
    if (record?.status === "unsupported") return [`${record.reason} ${record.remedy}`];
    if (record?.status === "failed") return [`${record.failure.message} ${record.failure.remedy}`];
    return [];
  });
  return [...new Set(reasons)];
}
