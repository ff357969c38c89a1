import { plain, type Layout, type Paint } from "@vmoe-bench/report";
import pc from "picocolors";

const leastWidth = 40;
const usualWidth = 80;

const coloured: Paint = { heading: pc.bold, good: pc.green, bad: pc.red, faint: pc.dim };

/** The terminal that stdout is, or 80 columns without colour where it is none. */
export function stdoutLayout(): Layout {
  const { isTTY, columns } = process.stdout;
  if (!isTTY) return { width: usualWidth, paint: plain };
  return {
    width: Math.max(leastWidth, columns > 0 ? columns : usualWidth),
    paint: pc.isColorSupported ? coloured : plain,
  };
}
