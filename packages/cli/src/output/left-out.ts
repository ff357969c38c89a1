import { safeText } from "@vmoe-bench/report";

/** A line of what was not read; a name in it may come from somebody else's file. */
export function leftOut(problem: string): string {
  return `left out: ${safeText(problem)}`;
}
