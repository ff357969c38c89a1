import { armKey } from "@vmoe-bench/contracts";
import type { Row, Summary } from "../summary/row.ts";
import {
  armColumns,
  type Column,
  differing,
  intervalColumn,
  left,
  queryText,
  right,
  type TextTable,
  threadsText,
  verdictCell,
  verdictColumn,
} from "./tables.ts";
import { interval, milliseconds, none, percentage } from "./numbers.ts";
import type { EqualAccuracy } from "../summary/equal-accuracy.ts";
import { safeText } from "./text.ts";

/** A column, and whether these rows need it. */
interface Shown {
  readonly column: Column;
  readonly value: (row: Row) => string;
  readonly shown: boolean;
}

/** What was measured. What is the same in every row stands in the title, not in a column. */
export function measuredTable({ rows, device }: Summary): TextTable {
  const arms = rows.map(({ arm }) => arm);
  const names = armColumns(arms);
  const counts = new Set(rows.flatMap(({ top1 }) => (top1 === null ? [] : [top1.n])));
  const always = (column: Column, value: Shown["value"]): Shown => ({ column, value, shown: true });
  const columns: Shown[] = [
    always(intervalColumn("top-1 [95 %]"), ({ top1 }) => percentage(top1)),
    { column: right("N"), value: ({ top1 }) => String(top1?.n ?? none), shown: counts.size > 1 },
    always(right("median"), ({ latency }) => milliseconds(latency?.medianMs)),
    always(right("p90"), ({ latency }) => milliseconds(latency?.p90Ms)),
    {
      column: right("images/s"),
      value: ({ latency }) => perSecond(latency?.imagesPerSecond ?? null),
      shown: arms.some(({ scenario }) => scenario.kind === "offline"),
    },
    {
      column: right("dropped"),
      value: ({ latency }) => dropped(latency?.frames ?? null),
      shown: arms.some(({ scenario }) => scenario.kind === "camera"),
    },
    always(intervalColumn("x dense [95 %]"), ({ ratio }) => interval(ratio)),
    always(verdictColumn("verdict", briefVerdict), verdictCell),
    always(verdictColumn("trust", briefTrust), ({ validity }) => validity?.level ?? none),
  ];
  const shown = columns.filter((column) => column.shown);
  const ofN = counts.size === 1 ? ` of ${[...counts].join()} images` : "";
  const threads = arms[0]?.threads ?? device.threads;
  const onThreads = differing(arms).threads ? "" : `, ${threadsText(threads)}`;
  return {
    title: `Measured: top-1 in %${ofN}, latency of ${queryText(arms)} in ms${onThreads}`,
    shared: names.shared,
    keys: names.keys,
    columns: [...names.columns, ...shown.map(({ column }) => column)],
    rows: rows.map((row) => [...names.cells(row.arm), ...shown.map(({ value }) => value(row))]),
  };
}

/** The factor stands in the ratio, too. */
function briefVerdict(cell: string): string {
  const words: Readonly<Record<string, string>> = {
    "no difference shown": "no diff.",
    "not enough samples": "too few",
  };
  return words[cell] ?? cell.replace(/^[\d.]+x /, "");
}

function briefTrust(cell: string): string {
  return cell === "semi-valid" ? "semi" : cell;
}

function perSecond(images: number | null): string {
  if (images === null) return none;
  return images >= 100 ? images.toFixed(0) : images.toPrecision(3);
}

/** "12 of 300" frames */
function dropped(frames: { readonly due: number; readonly dropped: number } | null): string {
  return frames === null ? none : `${frames.dropped} of ${frames.due}`;
}

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

function equalAccuracyCells(
  { dense, difference, ratio }: EqualAccuracy,
  claimed: boolean,
): string[] {
  const [value, low, high] = [difference.difference, difference.low, difference.high].map((part) =>
    (100 * part).toFixed(2),
  );
  return [safeText(dense), `+${value} [${low}, ${high}]`, claimed ? interval(ratio) : "no claim"];
}
