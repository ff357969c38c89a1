import { scenarioName } from "@vmoe-bench/contracts";
import type { Row, Summary } from "../summary/row.ts";
import { interval, milliseconds, none, percentage } from "./numbers.ts";
import { safeText } from "./safe-text.ts";
import {
  intervalColumn,
  left,
  right,
  runAs,
  verdictCell,
  verdictColumn,
  type Column,
  type TextTable,
} from "./tables.ts";

/** A column, and whether these rows need it. */
interface Shown {
  readonly column: Column;
  readonly value: (row: Row) => string;
  readonly shown: boolean;
}

/** What was measured. What is the same in every row stands in the title, not in a column. */
export function measuredTable({ rows, device }: Summary): TextTable {
  const varies = (of: (row: Row) => unknown) => new Set(rows.map(of)).size > 1;
  const counts = new Set(rows.flatMap(({ top1 }) => (top1 === null ? [] : [top1.n])));
  const batches = [...new Set(rows.map(({ arm }) => arm.batch))];
  const threads = [...new Set(rows.map(({ arm }) => arm.threads))];
  const always = (column: Column, value: Shown["value"]): Shown => ({ column, value, shown: true });
  const columns: Shown[] = [
    always(left("model"), ({ arm }) => safeText(arm.model)),
    {
      column: left("data"),
      value: ({ arm }) => safeText(arm.data ?? "the suite's"),
      shown: varies(({ arm }) => arm.data),
    },
    always(left("backend"), ({ arm }) => arm.backend),
    always(left("strategy"), ({ arm }) => runAs(arm)),
    {
      column: left("scenario"),
      value: ({ arm }) => scenarioName(arm.scenario),
      shown: rows.some(({ arm }) => arm.scenario.kind !== "single-stream"),
    },
    { column: right("batch"), value: ({ arm }) => String(arm.batch), shown: batches.length > 1 },
    {
      column: right("threads"),
      value: ({ arm }) => String(arm.threads),
      shown: threads.length > 1,
    },
    always(intervalColumn("top-1 [95 %]"), ({ top1 }) => percentage(top1)),
    { column: right("N"), value: ({ top1 }) => String(top1?.n ?? none), shown: counts.size > 1 },
    always(right("median"), ({ latency }) => milliseconds(latency?.medianMs)),
    always(right("p90"), ({ latency }) => milliseconds(latency?.p90Ms)),
    {
      column: right("images/s"),
      value: ({ latency }) => perSecond(latency?.imagesPerSecond ?? null),
      shown: rows.some(({ arm }) => arm.scenario.kind === "offline"),
    },
    {
      column: right("dropped"),
      value: ({ latency }) => dropped(latency?.frames ?? null),
      shown: rows.some(({ arm }) => arm.scenario.kind === "camera"),
    },
    always(intervalColumn("x dense [95 %]"), ({ ratio }) => interval(ratio)),
    always(verdictColumn("verdict", briefVerdict), verdictCell),
    always(verdictColumn("trust", briefTrust), ({ validity }) => validity?.level ?? none),
  ];
  const shown = columns.filter((column) => column.shown);
  const place = (name: string) => shown.findIndex(({ column }) => column.name === name);
  const ofN = counts.size === 1 ? ` of ${[...counts].join()} images` : "";
  const ofBatch = batches.length > 1 ? "a batch" : `a batch of ${batches.join()}`;
  const count = threads.length === 1 ? (threads[0] ?? device.threads) : undefined;
  const onThreads = count === undefined ? "" : `, ${count} thread${count === 1 ? "" : "s"}`;
  return {
    title: `Measured: top-1 in %${ofN}, latency of ${ofBatch} in ms${onThreads}`,
    shared: place("backend") + 1,
    keys: place("top-1 [95 %]") - place("backend") - 1,
    columns: shown.map(({ column }) => column),
    rows: rows.map((row) => shown.map(({ value }) => value(row))),
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
