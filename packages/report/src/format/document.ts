import { type Arm, scenarioName } from "@vmoe-bench/contracts";
import { type ReasonCode, validityReasons } from "@vmoe-bench/measure";
import type { Row, Summary } from "../summary/row.ts";
import { headingOf, safeText } from "./text.ts";
import { costTable, dataText, differing, runAs, type TextTable, threadsText } from "./tables.ts";
import type { BlockCounts } from "../summary/cell.ts";
import { curveTable, footprintTable, regimesTable } from "./start-tables.ts";
import { equalAccuracyTable, measuredTable } from "./measured-table.ts";
import { proofTable, referenceTable } from "./evidence-tables.ts";

/** What a text format draws: tables under one heading, then sentences. All of it is safe text. */
export interface Document {
  readonly heading: string;
  readonly tables: readonly TextTable[];
  readonly remarks: readonly string[];
}

export function documentOf(summary: Summary): Document {
  return {
    heading: headingOf(summary),
    tables: tablesOf(summary),
    remarks: remarksOf(summary),
  };
}

/** The sentences below the tables: what did not run and why, and what to know of the numbers. */
export function remarksOf(summary: Summary): string[] {
  const { blocks } = summary;
  const unfinished = blocks.planned - blocks.completed;
  return [
    ...(unfinished > 0
      ? [`${blocks.completed} of ${blocks.planned} blocks completed${because(blocks)}.`]
      : []),
    ...grouped(summary.rows, (row) => row.reasons),
    ...trustRemarks(summary.rows),
    ...grouped(summary.rows, ({ validity }) =>
      (validity?.notes ?? []).map(({ code }) => `${code} in some blocks, too few to matter.`),
    ),
    safeText(`Again: ${summary.command} (one row alone: its command is in --format csv or json)`),
  ];
}

const ofPredictions: ReadonlySet<ReasonCode> = new Set([
  "labels-off-by-one",
  "one-class",
  "labels-of-one-class",
  "accuracy-at-chance",
]);

/** Why rows are not to be trusted, or only with care. */
export function trustRemarks(rows: readonly Row[]): string[] {
  return grouped(rows, ({ validity }) =>
    (validity?.reasons ?? []).map(({ code, detail }) => {
      const { level, text } = validityReasons[code];
      // Of predictions the numbers are the reason; how many blocks it was is in the json.
      const told = ofPredictions.has(code) ? `${text.slice(0, -1)} (${detail}).` : text;
      return `${level}, ${code}: ${told}`;
    }),
  );
}

function because(blocks: BlockCounts): string {
  const parts = [
    [blocks.unsupported, "unsupported"],
    [blocks.failed, "failed"],
    [blocks.aborted, "aborted"],
    [blocks.missing, "not run"],
  ] as const;
  return `: ${parts.flatMap(([n, word]) => (n > 0 ? [`${n} ${word}`] : [])).join(", ")}`;
}

/** One sentence for each text, with all the arms it holds for. */
function grouped(rows: readonly Row[], textsOf: (row: Row) => readonly string[]): string[] {
  const arms = new Map<string, string[]>();
  const { data, threads } = differing(rows.map(({ arm }) => arm));
  for (const row of rows)
    for (const text of textsOf(row)) {
      const known = arms.get(text) ?? [];
      arms.set(text, [...known, nameOf(row.arm, { data, threads })]);
    }
  return [...arms].map(([text, names]) => {
    const where = names.length > 1 && names.length === rows.length ? "all rows" : names.join("; ");
    return `${where}: ${safeText(text)}`;
  });
}

function nameOf(arm: Arm, told: { readonly data: boolean; readonly threads: boolean }): string {
  const how = [
    runAs(arm),
    `batch ${arm.batch}`,
    ...(arm.scenario.kind.endsWith("stream") ? [] : [scenarioName(arm.scenario)]),
    ...(told.threads ? [threadsText(arm.threads)] : []),
    ...(told.data ? [`data ${dataText(arm)}`] : []),
  ];
  return safeText(`${arm.model} on ${arm.backend} (${how.join(", ")})`);
}

/** The tables that have something to say, in order. */
export function tablesOf(summary: Summary): TextTable[] {
  const all = [
    costTable,
    measuredTable,
    equalAccuracyTable,
    curveTable,
    regimesTable,
    footprintTable,
    referenceTable,
    proofTable,
  ];
  return all.map((table) => table(summary)).filter(({ rows }) => rows.length > 0);
}
