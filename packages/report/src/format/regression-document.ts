import type { Arm } from "@vmoe-bench/contracts";
import type { Regression, Top1Change } from "../summary/compare-cells.ts";
import { isLessAccurate, isWorse, type RegressionReport } from "../summary/regression.ts";
import { armColumns, intervalColumn, queryText, right, verdictColumn } from "./tables.ts";
import type { Document } from "./document.ts";
import { interval, milliseconds, none, percentage } from "./numbers.ts";
import { safeText } from "./text.ts";

/** What got slower, or lost its result, comes first. */
export function regressionDocument(report: RegressionReport): Document {
  const { before, after, device, threshold, arms, notes } = report;
  const asked = arms.map(({ arm }) => arm);
  const named = armColumns(asked);
  return {
    heading: safeText(`${after} over ${before} on ${device}: ${countsOf(arms)}`),
    tables: [
      {
        title: `Median latency of ${queryText(asked)} in ms, before and after; after over before with its 95 % interval, and a claim from ${100 * threshold} % on; top-1 in %, and its change on the same images`,
        shared: named.shared,
        keys: named.keys,
        columns: [
          ...named.columns,
          right("before"),
          right("after"),
          right("x before [95 %]", "x [95 %]"),
          verdictColumn("verdict"),
          intervalColumn("top-1 before [95 %]"),
          intervalColumn("top-1 after [95 %]"),
          right("top-1 change [95 %]", "change [95 %]"),
        ],
        rows: [...arms.filter(isWorse), ...arms.filter((arm) => !isWorse(arm))].map((arm) =>
          cells(arm, named.cells),
        ),
      },
    ].filter(({ rows }) => rows.length > 0),
    remarks: [...new Set(arms.flatMap((arm) => whyNot(arm, named.cells))), ...notes.map(safeText)],
  };
}

/** "1 of 2 slower, 1 lost, 3 new": what is compared with what, and what is not. */
function countsOf(arms: readonly Regression[]): string {
  const verdicts = arms.flatMap((arm) => (arm.status === "compared" ? [arm.verdict] : []));
  const slower = verdicts.filter((verdict) => verdict === "slower").length;
  const rest = [
    ["lost", "lost"],
    ["no-claim", "without a claim"],
    ["not-compared", "not compared"],
    ["new", "new"],
  ] as const;
  return [
    verdicts.length === 0 ? "no arm could be compared" : `${slower} of ${verdicts.length} slower`,
    ...[arms.filter(isLessAccurate).length].flatMap((count) =>
      count === 0 ? [] : [`${count} less accurate`],
    ),
    ...rest.flatMap(([status, words]) => {
      const count = arms.filter((arm) => arm.status === status).length;
      return count === 0 ? [] : [`${count} ${words}`];
    }),
  ].join(", ");
}

type Names = (arm: Arm) => string[];

function cells(found: Regression, namesOf: Names): string[] {
  const names = namesOf(found.arm);
  if (found.status !== "compared" && found.status !== "no-claim")
    return [...names, none, none, none, verdictCell(found), none, none, none];
  const { beforeMs, afterMs, ratio, top1 } = found;
  return [
    ...names,
    milliseconds(beforeMs),
    milliseconds(afterMs),
    interval(ratio),
    verdictCell(found),
    percentage(top1.before),
    percentage(top1.after),
    changeText(top1.change),
  ];
}

/** "-2.10 [-3.00, -1.20] lower", in points; the interval is paired over the images. */
function changeText(change: Top1Change | null): string {
  if (change === null) return none;
  const [difference, low, high] = [change.difference, change.low, change.high].map(points);
  const verdict = change.verdict === "no-difference" ? "" : ` ${change.verdict}`;
  return `${difference} [${low}, ${high}]${verdict}`;
}

function points(part: number): string {
  return (100 * part).toFixed(2);
}

function verdictCell(found: Regression): string {
  switch (found.status) {
    case "compared":
      return found.verdict === "no-difference" ? "no difference shown" : found.verdict;
    case "no-claim":
      return "no claim";
    case "lost":
      return `${found.end} now`;
    case "not-compared":
      return "not compared";
    case "new":
      return "new";
  }
}

function whyNot(found: Regression, namesOf: Names): string[] {
  if (!("reason" in found)) return [];
  return [`${namesOf(found.arm).join(", ")}: ${safeText(found.reason)}.`];
}
