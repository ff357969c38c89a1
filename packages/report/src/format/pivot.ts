import { scenarioName } from "@vmoe-bench/contracts";
import type { Row, Summary } from "../summary/row.ts";
import { devicesRemark, devicesTable } from "./devices-table.ts";
import { type Document, trustRemarks } from "./document.ts";
import { safeText, unfinishedText } from "./text.ts";
import { interval, milliseconds, none, percentage } from "./numbers.ts";
import { left, queryText, right, runAs, type TextTable } from "./tables.ts";

/** What stands side by side; the other parts of an arm tell the rows apart. */
export const axes = ["device", "model", "backend", "strategy", "run"] as const;
export type Axis = (typeof axes)[number];

const partNames = [
  "device",
  "run",
  "model",
  "backend",
  "strategy",
  "batch",
  "threads",
  "scenario",
  "data",
  "control",
] as const;
type Part = (typeof partNames)[number];

interface Entry {
  readonly parts: Readonly<Record<Part, string>>;
  readonly row: Row;
}

function valuesOf(entries: readonly Entry[]) {
  const query = queryText(entries.map(({ row }) => row.arm));
  return [
    ["Top-1 in %, 95 % interval", ({ top1 }: Row) => percentage(top1)],
    [`Median latency of ${query} in ms`, ({ latency }: Row) => milliseconds(latency?.medianMs)],
    ["Latency over the dense baseline's, 95 % interval", ratioOf],
  ] as const;
}

/** An invalid row has none (rule 12). */
function ratioOf({ ratio, verdict }: Row): string {
  return ratio !== null && verdict === "no-claim" ? "no claim" : interval(ratio);
}

/**
 * One axis of several runs side by side: a table for each value, a column for each place on the axis.
 * What is the same in all rows is in the heading. A run of its own is told apart only where two runs
 * have the same arm on the same device; thread counts never share a row (rule 18).
 */
export function pivotOf(summaries: readonly Summary[], axis: Axis): Document {
  const all = summaries.flatMap((summary) =>
    summary.rows.map((row): Entry => ({ row, parts: partsOf(summary, row) })),
  );
  const entries = axis === "model" ? besideEachStrategy(all) : all;
  const places = distinct(entries.map(({ parts }) => parts[axis]));
  const others = partNames.filter((part) => part !== axis && (part !== "run" || clash(entries)));
  const differing = others.filter(
    (part) => distinct(entries.map(({ parts }) => parts[part])).length > 1,
  );
  const shared = others.filter((part) => !differing.includes(part));
  const [first] = entries;
  const facts = (first === undefined ? [] : shared)
    .map((part) => `${part} ${first?.parts[part] ?? none}`)
    .filter((fact) => fact !== "control none");
  const unfinished = summaries.flatMap((summary) => {
    const text = unfinishedText(summary);
    return text === null ? [] : [safeText(`${summary.runId}: ${text}`)];
  });
  const overDevices = axis === "device" ? [devicesTable(summaries)] : [];
  const isOver = overDevices.some(({ rows }) => rows.length > 0);
  return {
    heading: [...unfinished, [`By ${axis}`, ...facts].join(", ")].join(" "),
    tables: [
      ...overDevices,
      ...valuesOf(entries).map(([title, valueOf]) =>
        tableOf({ title, valueOf, entries, axis, places, differing }),
      ),
    ].filter(({ rows }) => rows.length > 0),
    remarks: [
      ...(isOver ? [devicesRemark] : []),
      ...distinct(
        summaries.map(({ device: { id, name } }) => safeText(id === name ? id : `${id}: ${name}`)),
      ),
      ...summaries.flatMap(({ device, runId, rows }) =>
        trustRemarks(rows).map((text) => `${safeText(device.id)}, ${safeText(runId)}: ${text}`),
      ),
    ],
  };
}

/** A dense model has no strategy of its own: it stands in the row of every one of its precision. */
function besideEachStrategy(entries: readonly Entry[]): Entry[] {
  return entries.flatMap((entry) => {
    if (entry.row.baseline !== null) return [entry];
    const { precision } = entry.row.arm;
    const beside = entries.filter(
      ({ row }) => row.baseline !== null && row.arm.precision === precision,
    );
    if (beside.length === 0) return [entry];
    return distinct(beside.map(({ parts }) => parts.strategy)).map((strategy) => ({
      ...entry,
      parts: { ...entry.parts, strategy },
    }));
  });
}

interface PivotTable {
  readonly title: string;
  readonly valueOf: (row: Row) => string;
  readonly entries: readonly Entry[];
  readonly axis: Axis;
  readonly places: readonly string[];
  readonly differing: readonly Part[];
}

function tableOf({ title, valueOf, entries, axis, places, differing }: PivotTable): TextTable {
  const rows = new Map<string, { names: string[]; cells: Map<string, string> }>();
  for (const { parts, row } of entries) {
    const names = differing.map((part) => parts[part]);
    const key = JSON.stringify(names);
    const line = rows.get(key) ?? { names, cells: new Map<string, string>() };
    const value = valueOf(row);
    if (value !== none) line.cells.set(parts[axis], value);
    rows.set(key, line);
  }
  const filled = [...rows.values()].filter(({ cells }) => cells.size > 0);
  const used = places.filter((place) => filled.some(({ cells }) => cells.has(place)));
  return {
    title,
    shared: Math.max(0, differing.length - 1),
    keys: Math.min(1, differing.length),
    columns: [...differing.map((part) => left(part)), ...used.map((place) => right(place))],
    rows: filled.map(({ names, cells }) => [
      ...names,
      ...used.map((place) => cells.get(place) ?? none),
    ]),
  };
}

function partsOf({ device, runId, dataset }: Summary, { arm }: Row): Entry["parts"] {
  return {
    device: safeText(device.id),
    run: safeText(runId),
    model: safeText(arm.model),
    backend: arm.backend,
    strategy: runAs(arm),
    batch: String(arm.batch),
    threads: String(arm.threads),
    scenario: scenarioName(arm.scenario),
    data: safeText(arm.data ?? dataset),
    control: arm.control,
  };
}

/** Whether something but the run tells every two rows apart. */
function clash(entries: readonly Entry[]): boolean {
  const names = entries.map(({ parts }) =>
    JSON.stringify(partNames.filter((part) => part !== "run").map((part) => parts[part])),
  );
  return new Set(names).size < names.length;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
