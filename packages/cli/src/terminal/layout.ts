import { plain, type Layout, type Paint } from "@vmoe-bench/report";
import { stdoutColours as colours } from "./colours.ts";

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
