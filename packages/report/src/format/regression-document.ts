import { strategyName } from "@vmoe-bench/contracts";
import type { Regression, RegressionReport } from "../summary/regression.ts";
import type { Document } from "./document.ts";
import { interval, milliseconds, none, percentage } from "./numbers.ts";
import { safeText } from "./safe-text.ts";
import { intervalColumn, left, right, runAs, verdictColumn } from "./tables.ts";

/** What got slower comes first. */
export function regressionDocument(report: RegressionReport): Document {
  const { before, after, device, threshold, arms, notes } = report;
  const slower = arms.filter(isSlower).length;
  return {
    heading: safeText(`${after} over ${before} on ${device}: ${slower} of ${arms.length} slower`),
    tables: [
      {
        title: `Median latency of a batch in ms, before and after; after over before with its 95 % interval, and a claim from ${100 * threshold} % on; top-1 in %`,
        shared: 2,
        keys: 2,
        columns: [
          left("model"),
          left("backend"),
          left("strategy"),
          right("batch"),
          right("before"),
          right("after"),
          right("x before [95 %]", "x [95 %]"),
          verdictColumn("verdict"),
          intervalColumn("top-1 before [95 %]"),
          intervalColumn("top-1 after [95 %]"),
        ],
        rows: [...arms.filter(isSlower), ...arms.filter((arm) => !isSlower(arm))].map(cells),
      },
    ].filter(({ rows }) => rows.length > 0),
    remarks: [...new Set(arms.flatMap(whyNot)), ...notes.map(safeText)],
  };
}

export function isSlower(found: Regression): boolean {
  return found.status === "compared" && found.verdict === "slower";
}

function cells(found: Regression): string[] {
  const { arm } = found;
  const names = [safeText(arm.model), arm.backend, runAs(arm), String(arm.batch)];
  if (found.status === "not-compared")
    return [...names, none, none, none, "not compared", none, none];
  const { beforeMs, afterMs, ratio, verdict, top1 } = found;
  return [
    ...names,
    milliseconds(beforeMs),
    milliseconds(afterMs),
    interval(ratio),
    verdict === "no-difference" ? "no difference shown" : verdict,
    percentage(top1.before),
    percentage(top1.after),
  ];
}

function whyNot(found: Regression): string[] {
  if (found.status === "compared") return [];
  const { model, backend } = found.arm;
  return [safeText(`${model} on ${backend} (${strategyName(found.arm)}): ${found.reason}.`)];
}
