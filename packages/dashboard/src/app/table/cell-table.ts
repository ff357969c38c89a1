import { type Context, deviceOf, howOf, objection, type ShownCell } from "../state.ts";
import { h, name } from "../dom.ts";
import { milliseconds, numberButton, percent, signed, timeUnit, intervalText } from "../numbers.ts";
import { table } from "./table.ts";
import type { TableColumn } from "./order.ts";

type Column = TableColumn<ShownCell>;

/** Columns that tables of cells share; each number opens where it comes from. */
export function cellColumns(context: Context) {
  const { data } = context;
  const number = (index: number, text: string | null) =>
    text === null ? "–" : numberButton(context, index, text);
  const device: Column = { name: "Device", value: ({ cell }) => name(deviceOf(data, cell)) };
  return {
    number,
    model: { name: "Model", value: ({ cell }) => name(cell.model) },
    how: { name: "Runs as", value: ({ cell }) => howOf(cell) },
    /** Where there are several. */
    devices: data.devices.length > 1 ? [device] : [],
    gain: {
      name: "Over dense, points",
      numeric: true,
      interval: { zero: 0, of: ({ cell: { gain } }) => gain },
      value: ({ index, cell: { gain } }) => number(index, gain && intervalText(gain, signed)),
    },
    latency: {
      name: "Median latency",
      numeric: true,
      order: ({ cell: { latency } }) => latency?.medianMs ?? null,
      value: ({ index, cell: { latency } }) => number(index, latency && medianText(latency)),
    },
    ratio: {
      name: "× dense latency",
      numeric: true,
      interval: { zero: 1, of: ({ cell: { ratio } }) => ratio },
      value: ({ index, cell: { ratio } }) => number(index, ratio && intervalText(ratio)),
    },
  } satisfies Record<string, Column | Column[] | typeof number>;
}

/** All shown cells with their main numbers. */
export function cellTable(context: Context, cells: readonly ShownCell[]): HTMLElement {
  const { number, model, how, devices, gain, latency, ratio } = cellColumns(context);
  const top1: Column = {
    name: "Top-1",
    numeric: true,
    value: ({ index, cell }) =>
      number(
        index,
        cell.top1 &&
          `${percent(cell.top1.value)} [${(cell.top1.low * 100).toFixed(2)}, ${(cell.top1.high * 100).toFixed(2)}]`,
      ),
  };
  const verdict: Column = { name: "Verdict", value: (shown) => verdictButton(context, shown) };
  return table(
    "Every cell of this view",
    [model, how, ...devices, top1, gain, latency, ratio, verdict],
    cells,
    ({ cell }) => objection(cell) !== null,
  );
}

/** A median, and its interval in the same unit. */
export function medianText(latency: NonNullable<ShownCell["cell"]["latency"]>): string {
  const { medianMs, lowMs, highMs } = latency;
  if (lowMs === null || highMs === null) return milliseconds(medianMs);
  const unit = timeUnit(medianMs);
  return `${milliseconds(medianMs)} [${unit.of(lowMs)}, ${unit.of(highMs)}]`;
}

export const verdictWords = {
  slower: "slower",
  faster: "faster",
  "no-difference": "no difference shown",
  "not-enough": "not enough samples",
  "no-claim": "no claim",
  "no-baseline": "its dense baseline is not in the run",
  baseline: "baseline",
} as const;

function verdictButton(context: Context, { index, cell }: ShownCell): HTMLElement {
  const problem = objection(cell);
  if (problem === null)
    return h("span", { class: `verdict ${cell.verdict}` }, verdictWords[cell.verdict]);
  return numberButton(context, index, problem);
}
