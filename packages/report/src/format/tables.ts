import { strategyName, type Arm, type ModelCost } from "@vmoe-bench/contracts";
import type { Row, Summary } from "../summary/row.ts";
import { megaflops, millions, tightInterval } from "./numbers.ts";
import { safeText } from "./safe-text.ts";

/** A table as text cells, before it is drawn. */
export interface TextTable {
  readonly title: string;
  /** Leading columns that name a group of rows; a narrow terminal prints them once, above the group. */
  readonly shared: number;
  /** Columns after those that tell the rows of a group apart. */
  readonly keys: number;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

export interface Column {
  readonly name: string;
  /** Where there is no room for the name. */
  readonly short: string;
  /** Text stands left, and may go on in the next line; numbers stand right and are never broken. */
  readonly align: "left" | "right";
  /** Its cells say what is good or bad. */
  readonly verdict: boolean;
  /** A cell where there is no room for it. */
  readonly brief: (cell: string) => string;
}

export function left(name: string): Column {
  return { name, short: name, align: "left", verdict: false, brief: whole };
}

export function right(name: string, short = name): Column {
  return { name, short, align: "right", verdict: false, brief: whole };
}

/** Of a value and its 95 % interval. */
export function intervalColumn(name: string, short = name): Column {
  return { ...right(name, short), brief: tightInterval };
}

export function verdictColumn(name: string, brief: Column["brief"] = whole): Column {
  return { name, short: name, align: "left", verdict: true, brief };
}

function whole(cell: string): string {
  return cell;
}

/** The three counts, or what stands in their way. */
function flopCells(cost: ModelCost): [string, string, string] {
  const { flops } = cost;
  if (!("unknownOperators" in flops))
    return [megaflops(flops.denseEquivalent), megaflops(flops.active), megaflops(flops.executed)];
  const names = safeText(flops.unknownOperators.join(", "));
  return [`unknown: ${names}`, "unknown", "unknown"];
}

/** What each model costs under each strategy; the same on every backend. */
export function costTable({ rows }: Summary): TextTable {
  const lines = rows.flatMap(({ arm, cost }) =>
    cost === null
      ? []
      : [
          [
            safeText(arm.model),
            strategyName(arm),
            ...flopCells(cost),
            millions(cost.parameters.total, 3),
            millions(cost.parameters.active, 3),
            millions(cost.fileBytes, 2),
          ],
        ],
  );
  return {
    title:
      "Cost of one image: M FLOPs as 2 x MAC + elementwise, M parameters, file of the weights in MB",
    shared: 1,
    keys: 1,
    columns: [
      left("model"),
      left("strategy"),
      right("dense-equivalent", "dense-eq."),
      right("active"),
      right("executed"),
      right("params"),
      right("active params", "active p."),
      right("MB"),
    ],
    rows: uniqueRows(lines),
  };
}

/** "split-lazy/2 int8 frozen-router": the strategy, and what is not as in every other arm. */
export function runAs(arm: Arm): string {
  const { precision, control } = arm;
  const rest = [precision, control].filter((word) => word !== "float32" && word !== "none");
  return [strategyName(arm), ...rest].join(" ");
}

/** Each row once: what does not depend on the batch is the same for every one. */
export function uniqueRows(rows: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(rows.map((row) => [row.join("\t"), row])).values()];
}

/** The verdict, or why there is none. */
export function verdictCell({ latency, latencyBlocks, verdict, verdictText }: Row): string {
  if (verdict === "no-claim") return "no claim";
  if (latency !== null) return safeText(verdictText);
  if (latencyBlocks.failed > 0) return "failed";
  if (latencyBlocks.unsupported > 0) return "unsupported";
  return "not run";
}
