import { armKey } from "@vmoe-bench/contracts";
import type { EqualAccuracy } from "../summary/equal-accuracy.ts";
import type { Row, Summary } from "../summary/row.ts";
import { armColumns } from "./arm-columns.ts";
import { interval } from "./numbers.ts";
import { queryText } from "./query-text.ts";
import { safeText } from "./safe-text.ts";
import { left, right, type TextTable } from "./tables.ts";

/** What experts save: latency beside the largest dense model of the run that is no better. */
export function equalAccuracyTable({ rows }: Summary): TextTable {
  const invalid = new Set(
    rows.filter(({ validity }) => validity?.level === "invalid").map(({ arm }) => armKey(arm)),
  );
  const arms = rows
    .map(({ arm }) => arm)
    .filter(({ scenario }) => scenario.kind === "single-stream");
  const names = armColumns(arms);
  const lines = rows.flatMap((row) => {
    const { arm, equalAccuracy } = row;
    if (equalAccuracy === null || arm.scenario.kind !== "single-stream") return [];
    const claimed = [arm, denseArm(row, equalAccuracy)].every((one) => !invalid.has(armKey(one)));
    return [[...names.cells(arm), ...equalAccuracyCells(equalAccuracy, claimed)]];
  });
  return {
    title: `At equal accuracy: the largest dense model whose top-1 is not above it, the difference in points, latency of ${queryText(arms)} over that model's`,
    shared: names.shared,
    keys: names.keys,
    columns: [
      ...names.columns,
      left("dense model"),
      right("points [95 %]"),
      right("x its latency [95 %]", "x its [95 %]"),
    ],
    rows: lines,
  };
}

function denseArm({ arm }: Row, { dense }: EqualAccuracy): Row["arm"] {
  return { ...arm, model: dense, strategy: "dense", expertCap: null };
}

function equalAccuracyCells({ dense, difference, ratio }: EqualAccuracy, claimed: boolean): string[] {
  const [value, low, high] = [difference.difference, difference.low, difference.high].map((part) =>
    (100 * part).toFixed(2),
  );
  return [safeText(dense), `+${value} [${low}, ${high}]`, claimed ? interval(ratio) : "no claim"];
}
