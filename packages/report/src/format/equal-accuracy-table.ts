import { armKey } from "@vmoe-bench/contracts";
import type { EqualAccuracy } from "../summary/equal-accuracy.ts";
import type { Row, Summary } from "../summary/row.ts";
import { interval } from "./numbers.ts";
import { safeText } from "./safe-text.ts";
import { left, right, runAs, type TextTable } from "./tables.ts";

/** What experts save: latency beside the largest dense model of the run that is no better. */
export function equalAccuracyTable({ rows }: Summary): TextTable {
  const invalid = new Set(
    rows.filter(({ validity }) => validity?.level === "invalid").map(({ arm }) => armKey(arm)),
  );
  const lines = rows.flatMap((row) => {
    const { arm, equalAccuracy } = row;
    if (equalAccuracy === null || arm.scenario.kind !== "single-stream") return [];
    const claimed = [arm, denseArm(row, equalAccuracy)].every((one) => !invalid.has(armKey(one)));
    const key = [safeText(arm.model), arm.backend, runAs(arm), String(arm.batch)];
    return [[...key, ...cells(equalAccuracy, claimed)]];
  });
  return {
    title:
      "At equal accuracy: the largest dense model whose top-1 is not above it, the difference in points, latency over that model's",
    shared: 2,
    keys: 2,
    columns: [
      left("model"),
      left("backend"),
      left("strategy"),
      right("batch"),
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

function cells({ dense, difference, ratio }: EqualAccuracy, claimed: boolean): string[] {
  const [value, low, high] = [difference.difference, difference.low, difference.high].map((part) =>
    (100 * part).toFixed(2),
  );
  return [safeText(dense), `+${value} [${low}, ${high}]`, claimed ? interval(ratio) : "no claim"];
}
