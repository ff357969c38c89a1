import { knownFlops, scenarioName, type KnownFlops, type Proof } from "@vmoe-bench/contracts";
import type { Row, Summary } from "../summary/row.ts";
import { verdictCell } from "./tables.ts";

type Value = string | number | null | undefined;

/** The columns with their units, in order. FLOPs and parameters are counts; top-1 is in [0,1]. */
const columns: readonly (readonly [name: string, value: (row: Row, summary: Summary) => Value])[] =
  [
    ["run", (_, { runId }) => runId],
    ["device", (_, { device }) => device.id],
    ["suite", (_, { suite }) => suite],
    ["profile", (_, { profile }) => profile],
    ["dataset", (_, { dataset }) => dataset],
    ["started_at", (_, { startedAt }) => startedAt],
    ["model", ({ arm }) => arm.model],
    ["backend", ({ arm }) => arm.backend],
    ["strategy", ({ arm }) => arm.strategy],
    ["precision", ({ arm }) => arm.precision],
    ["expert_cap", ({ arm }) => arm.expertCap],
    ["batch", ({ arm }) => arm.batch],
    ["threads", ({ arm }) => arm.threads],
    ["scenario", ({ arm }) => scenarioName(arm.scenario)],
    ["data", ({ arm }) => arm.data],
    ["control", ({ arm }) => arm.control],
    ["top1", ({ top1 }) => top1?.value],
    ["top1_low_95", ({ top1 }) => top1?.low],
    ["top1_high_95", ({ top1 }) => top1?.high],
    ["top1_images", ({ top1 }) => top1?.n],
    ...flopColumns("dense_equivalent", (flops) => flops.denseEquivalent),
    ...flopColumns("active", (flops) => flops.active),
    ...flopColumns("executed", (flops) => flops.executed),
    ["parameters_total", ({ cost }) => cost?.parameters.total],
    ["parameters_active", ({ cost }) => cost?.parameters.active],
    ["file_bytes", ({ cost }) => cost?.fileBytes],
    ["artifact_bytes", ({ artifactBytes }) => artifactBytes],
    ["samples", ({ latency }) => latency?.samples],
    ["median_ms", ({ latency }) => latency?.medianMs],
    ["p90_ms", ({ latency }) => latency?.p90Ms],
    ["p99_ms", ({ latency }) => latency?.p99Ms],
    ["images_per_second", ({ latency }) => latency?.imagesPerSecond],
    ["frames_due", ({ latency }) => latency?.frames?.due],
    ["frames_dropped", ({ latency }) => latency?.frames?.dropped],
    ["load_ms", ({ latency }) => latency?.loadMs],
    ["first_ms", ({ latency }) => latency?.firstMs],
    ["peak_bytes", ({ footprint }) => footprint?.peakBytes],
    ["model_bytes", ({ footprint }) => footprint?.modelBytes],
    ["read_before_first_bytes", ({ footprint }) => footprint?.readBeforeFirstBytes],
    ["read_bytes", ({ footprint }) => footprint?.readBytes],
    ["touched_bytes", ({ footprint }) => footprint?.touchedBytes],
    ["cold_ms", ({ starts }) => starts.coldSession?.wholeMs],
    ["first_ever_ms", ({ starts }) => starts.firstEver?.wholeMs],
    ["minute_medians_ms", ({ curve }) => curve.map(({ medianMs }) => medianMs).join(" ")],
    ["reference_images", ({ reference }) => reference?.images],
    ["reference_differing", ({ reference }) => reference?.differing],
    ["reference_largest_difference", ({ reference }) => reference?.largestDifference],
    ["top1_part_of_reference", ({ reference }) => reference?.part],
    ["proofs", ({ proofs }) => proofs.map(proofWord).join("; ")],
    ["baseline", ({ baseline }) => baseline],
    ["ratio", ({ ratio }) => ratio?.ratio],
    ["ratio_low_95", ({ ratio }) => ratio?.low],
    ["ratio_high_95", ({ ratio }) => ratio?.high],
    ["verdict", (row) => verdictCell(row)],
    ["validity", ({ validity }) => validity?.level],
    ["validity_reasons", ({ validity }) => validity?.reasons.map(({ code }) => code).join(" ")],
    ["unfinished", (_, { unfinished }) => (unfinished ? "yes" : "no")],
    ["blocks_completed", ({ blocks }) => blocks.completed],
    ["blocks_planned", ({ blocks }) => blocks.planned],
    ["reasons", ({ reasons }) => reasons.join(" ")],
    ["command", ({ command }) => command],
  ];

/** RFC 4180, one line an arm, full precision. */
export function renderCsv(summaries: readonly Summary[]): string {
  return csvLines(
    columns.map(([name]) => name),
    summaries.flatMap((summary) =>
      summary.rows.map((row) => columns.map(([, value]) => value(row, summary))),
    ),
  );
}

/** A line of names, then a line a row. */
export function csvLines(names: readonly string[], rows: readonly (readonly Value[])[]): string {
  return [names, ...rows].map((line) => `${line.map(field).join(",")}\r\n`).join("");
}

function flopColumns(name: string, pick: (flops: KnownFlops) => KnownFlops["active"]) {
  const picked = ({ cost }: Row) => {
    const known = cost && knownFlops(cost);
    return known ? pick(known) : undefined;
  };
  return [
    [`flops_${name}_2mac`, (row: Row) => picked(row)?.macs2],
    [`flops_${name}_elementwise`, (row: Row) => picked(row)?.elementwise],
  ] as const;
}

/** "poison holds" */
function proofWord(proof: Proof): string {
  if (proof.method === "none") return "not made";
  return `${proof.method} ${proof.holds ? "holds" : "fails"}`;
}

/** A text that a spreadsheet would take for a formula gets a quote mark before it. */
function field(value: Value): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
