import { type Layout, type Paint, plain, safeText } from "@vmoe-bench/report";
import { stdoutColours as colours } from "./print.ts";

const leastWidth = 40;
const usualWidth = 80;

const paint: Paint = {
  heading: colours.bold,
  good: colours.green,
  bad: colours.red,
  faint: colours.dim,
};

/** The terminal that stdout is, or 80 columns without colour where it is none. */
export function stdoutLayout(): Layout {
  const { isTTY, columns } = process.stdout;
  if (!isTTY) return { width: usualWidth, paint: plain };
  return {
    width: Math.max(leastWidth, columns > 0 ? columns : usualWidth),
    paint: colours.isColorSupported ? paint : plain,
  };
}

/** A line of what was not read; a name in it may come from somebody else's file. */
export function leftOut(problem: string): string {
  return `left out: ${safeText(problem)}`;
}

const most = 500;

/** What a page said, fit for a terminal: no control characters, and not endless. */
export function plainText(text: string): string {
  return text.slice(0, most).replaceAll(/\p{C}/gu, " ");
}
