import { type Context, deviceOf, howOf, objection, type ShownCell } from "../state.ts";
import { h, name } from "../dom.ts";
import { milliseconds, numberButton, percent, signed, timeUnit } from "../numbers.ts";
import { table } from "./table.ts";

const nothing = "–";

/** All shown cells with their main numbers; each number opens its provenance. */
export function cellTable(context: Context, cells: readonly ShownCell[]): HTMLElement {
  const { data } = context;
  const number = (index: number, text: string | null) =>
    text === null ? nothing : numberButton(context, index, text);
  return table(
    "Every cell of this view",
    [
      { name: "Model", value: ({ cell }) => name(cell.model) },
      { name: "Runs as", value: ({ cell }) => howOf(cell) },
      ...(data.devices.length > 1
        ? [{ name: "Device", value: ({ cell }: ShownCell) => name(deviceOf(data, cell)) }]
        : []),
      {
        name: "Top-1",
        numeric: true,
        value: ({ index, cell: { top1 } }) =>
          number(
            index,
            top1 &&
              `${percent(top1.value)} [${(top1.low * 100).toFixed(2)}, ${(top1.high * 100).toFixed(2)}]`,
          ),
      },
      {
        name: "Over dense, points",
        numeric: true,
        interval: { zero: 0, of: ({ cell: { gain } }) => gain },
        value: ({ index, cell: { gain } }) =>
          number(
            index,
            gain && `${signed(gain.value)} [${signed(gain.low)}, ${signed(gain.high)}]`,
          ),
      },
      {
        name: "Median latency",
        numeric: true,
        order: ({ cell: { latency } }) => latency?.medianMs ?? null,
        value: ({ index, cell: { latency } }) => number(index, latency && medianText(latency)),
      },
      {
        name: "× dense latency",
        numeric: true,
        interval: { zero: 1, of: ({ cell: { ratio } }) => ratio },
        value: ({ index, cell: { ratio } }) =>
          number(
            index,
            ratio &&
              `${ratio.value.toFixed(2)} [${ratio.low.toFixed(2)}, ${ratio.high.toFixed(2)}]`,
          ),
      },
      { name: "Verdict", value: ({ index }) => verdictButton(context, index) },
    ],
    cells,
    ({ cell }) => objection(cell) !== null,
  );
}

/** With its interval in the same unit. */
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

function verdictButton(context: Context, index: number): HTMLElement {
  const cell = context.data.cells[index];
  if (cell === undefined) return h("span");
  const problem = objection(cell);
  if (problem === null)
    return h("span", { class: `verdict ${cell.verdict}` }, verdictWords[cell.verdict]);
  return numberButton(context, index, problem);
}
