import {
  type Arm,
  type ModelCost,
  type Scenario,
  scenarioName,
  strategyName,
} from "@vmoe-bench/contracts";
import type { Row, Summary } from "../summary/row.ts";
import { megaflops, millions, tightInterval } from "./numbers.ts";
import { safeText } from "./text.ts";

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

/** A column of values with their 95 % intervals. */
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

/** The leading columns of a table of arms, and what each arm has in them. */
interface ArmColumns {
  readonly columns: readonly Column[];
  /** How many of them, up to the backend, name a group of rows. */
  readonly shared: number;
  /** How many come after those. */
  readonly keys: number;
  readonly cells: (arm: Arm) => string[];
}

/** Whether arms differ in a part, so that it must be told. */
interface Differing {
  readonly data: boolean;
  readonly scenario: boolean;
  readonly batch: boolean;
  readonly threads: boolean;
}

/**
 * A column for each part in which arms differ; what is the same in all has none (rule 18). Where batch
 * and scenario don't matter, these are arms `apartFromQueries`, which don't differ in them.
 * @param arms of all rows of the run: each of its tables tells them apart alike
 */
export function armColumns(arms: readonly Arm[]): ArmColumns {
  const { data, scenario, batch, threads } = differing(arms);
  const group = [
    part(true, left("model"), ({ model }) => safeText(model)),
    part(data, left("data"), dataText),
    part(true, left("backend"), ({ backend }) => backend),
  ].flat();
  const keys = [
    part(true, left("strategy"), runAs),
    part(scenario, left("scenario"), (arm) => scenarioName(arm.scenario)),
    part(batch, right("batch"), (arm) => String(arm.batch)),
    part(threads, right("threads"), (arm) => String(arm.threads)),
  ].flat();
  const parts = [...group, ...keys];
  return {
    columns: parts.map(({ column }) => column),
    shared: group.length,
    keys: keys.length,
    cells: (arm) => parts.map(({ text }) => text(arm)),
  };
}

/** A scenario is told wherever one is not the usual one. */
export function differing(arms: readonly Arm[]): Differing {
  const differ = (of: (arm: Arm) => unknown) => new Set(arms.map(of)).size > 1;
  return {
    data: differ(({ data }) => data),
    scenario: arms.some(({ scenario }) => scenario.kind !== "single-stream"),
    batch: differ(({ batch }) => batch),
    threads: differ(({ threads }) => threads),
  };
}

/** "cifar-10/test" */
export function dataText({ data }: Arm): string {
  return safeText(data ?? "the suite's");
}

/** "2 threads" */
export function threadsText(count: number): string {
  return `${count} thread${count === 1 ? "" : "s"}`;
}

function part(told: boolean, column: Column, text: (arm: Arm) => string) {
  return told ? [{ column, text }] : [];
}

/**
 * What a latency of these arms is of: "a batch of 1", or, where scenarios are mixed, "a batch of 1 or a
 * frame since it was due (camera)". Batches that differ are not told.
 */
export function queryText(arms: readonly Arm[]): string {
  const batches = new Set(arms.map(({ batch }) => batch));
  const batch = batches.size === 1 ? ` of ${[...batches].join()}` : null;
  const kinds = [...new Set(arms.map(({ scenario }) => kindOf(scenario)))];
  const texts = kinds.map((kind) => {
    const text = textOf(kind, batch);
    return kinds.length > 1 && kind !== "stream" ? `${text} (${kind})` : text;
  });
  return [...texts.slice(0, -2), texts.slice(-2).join(" or ")].join(", ");
}

function kindOf({ kind }: Scenario): "stream" | "offline" | "camera" {
  return kind === "single-stream" || kind === "multi-stream" ? "stream" : kind;
}

function textOf(kind: ReturnType<typeof kindOf>, batch: string | null): string {
  switch (kind) {
    case "stream":
      return `a batch${batch ?? ""}`;
    case "offline":
      return `a pass over all images${batch === null ? "" : ` in batches${batch}`}`;
    case "camera":
      return "a frame since it was due";
  }
}
