import type { Interval } from "../data/schema.ts";
import { type Context, howOf } from "./state.ts";
import { h } from "./dom.ts";

interface TimeUnit {
  readonly name: string;
  /** The number alone, of a time in ms: three significant digits, and all that are before the point. */
  readonly of: (ms: number) => string;
}

/** The unit that a time reads best in, for it and for its interval. */
export function timeUnit(ms: number): TimeUnit {
  const [name, perMs] = ms >= 10_000 ? ["s", 1e-3] : ms < 0.1 ? ["µs", 1e3] : ["ms", 1];
  const of = (some: number) => {
    const value = some * perMs;
    return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
  };
  return { name, of };
}

export function milliseconds(ms: number): string {
  if (ms === 0) return "0 ms";
  const unit = timeUnit(ms);
  return `${unit.of(ms)} ${unit.name}`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toPrecision(3)} MB`;
}

export function megaflops(flops: number): string {
  return `${(flops / 1e6).toPrecision(3)} M`;
}

/** "+0.16", with a real minus. */
export function signed(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits);
  return `${value < 0 ? "−" : "+"}${text}`;
}

export function percent(part: number, digits = 2): string {
  return `${(part * 100).toFixed(digits)} %`;
}

export const count = new Intl.NumberFormat("en");

/** "1.02 [0.98, 1.07]" */
export function intervalText(
  { value, low, high }: Interval,
  text: (value: number) => string = (number) => number.toFixed(2),
): string {
  return `${text(value)} [${text(low)}, ${text(high)}]`;
}

/** A number that opens where it comes from. */
export function numberButton(context: Context, index: number, text: string): HTMLElement {
  const cell = context.data.cells[index];
  const what = cell === undefined ? "" : `${cell.model}, ${howOf(cell)}`;
  return h(
    "button",
    {
      type: "button",
      class: "number",
      title: `Where this comes from: ${what}`,
      click: () => context.go({ cell: index }),
    },
    ...parts(text),
  );
}

/** An interval stands below its value in a table that would be too wide. */
function parts(text: string): (string | HTMLElement)[] {
  const [, value, ends] = /^(.+?)( \[[^\]]+\])$/.exec(text) ?? [];
  return value === undefined || ends === undefined
    ? [text]
    : [value, h("span", { class: "ends" }, ends)];
}
