import { strategyName, type Arm } from "@vmoe-bench/contracts";
import type { Row, Summary } from "../summary/row.ts";
import { interval, megaflops, milliseconds, millions, none, percentage } from "./numbers.ts";
import { safeText } from "./safe-text.ts";

/** A table as text cells, before it is drawn. */
export interface TextTable {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

export interface Column {
  readonly name: string;
  readonly align: "left" | "right";
}

export const left = (name: string): Column => ({ name, align: "left" });
export const right = (name: string): Column => ({ name, align: "right" });

/** What each model costs under each strategy; the same on every backend. */
export function costTable({ rows }: Summary): TextTable {
  const lines = rows.flatMap(({ arm, cost }) =>
    cost === null
      ? []
      : [
          [
            safeText(arm.model),
            strategyName(arm),
            megaflops(cost.flops.denseEquivalent),
            megaflops(cost.flops.active),
            megaflops(cost.flops.executed),
            millions(cost.parameters.total, 3),
            millions(cost.parameters.active, 3),
            millions(cost.fileBytes, 2),
          ],
        ],
  );
  const distinct = new Map(lines.map((line) => [line.join("\t"), line]));
  return {
    title:
      "Cost of one image: M FLOPs as 2 x MAC + elementwise, M parameters, file of the weights in MB",
    columns: [
      left("model"),
      left("strategy"),
      right("dense-equivalent"),
      right("active"),
      right("executed"),
      right("params"),
      right("active params"),
      right("MB"),
    ],
    rows: [...distinct.values()],
  };
}

/** What was measured. N and the batch have columns only where they differ between rows. */
export function measuredTable({ rows, device }: Summary): TextTable {
  const counts = new Set(rows.flatMap(({ top1 }) => (top1 === null ? [] : [top1.n])));
  const batches = new Set(rows.map(({ arm }) => arm.batch));
  const showN = counts.size > 1;
  const showBatch = batches.size > 1;
  const ofN = counts.size === 1 ? ` of ${[...counts].join()} images` : "";
  const ofBatch = showBatch ? "a batch" : `a batch of ${[...batches].join()}`;
  const threads = `${device.threads} thread${device.threads === 1 ? "" : "s"}`;
  return {
    title: `Measured: top-1 in %${ofN} ± 95 % half-width, latency of ${ofBatch} in ms, ${threads}`,
    columns: [
      left("model"),
      left("backend"),
      left("strategy"),
      ...(showBatch ? [right("batch")] : []),
      right("top-1"),
      ...(showN ? [right("N")] : []),
      right("median"),
      right("p90"),
      right("x dense [95 %]"),
      left("verdict"),
    ],
    rows: rows.map((row) => [
      safeText(row.arm.model),
      row.arm.backend,
      runAs(row.arm),
      ...(showBatch ? [String(row.arm.batch)] : []),
      percentage(row.top1),
      ...(showN ? [String(row.top1?.n ?? none)] : []),
      milliseconds(row.latency?.medianMs),
      milliseconds(row.latency?.p90Ms),
      interval(row.ratio),
      verdictCell(row),
    ]),
  };
}

/** "split-lazy/2 int8": the strategy, and the precision where it is not float32. */
export function runAs(arm: Arm): string {
  return arm.precision === "float32" ? strategyName(arm) : `${strategyName(arm)} ${arm.precision}`;
}

/** The verdict, or why there is none. */
export function verdictCell({ blocks, latency, verdictText }: Row): string {
  if (latency !== null) return verdictText;
  if (blocks.unsupported > 0) return "unsupported";
  if (blocks.failed > 0) return "failed";
  return "not run";
}
