import { armKey } from "@vmoe-bench/contracts";
import type { Arm } from "@vmoe-bench/contracts";
import { median, medianRatio, quantile, top1, verdictOf, verdictText } from "@vmoe-bench/measure";
import type { MedianRatio } from "@vmoe-bench/measure";
import {
  accuracyOf,
  cellsOf,
  completed,
  countBlocks,
  footprintOf,
  latencyOf,
  proofOf,
} from "./cell.ts";
import type { Cell } from "./cell.ts";
import { notesOf, reasonsOf } from "./reasons.ts";
import type { Footprint, Latency, Row, Summary } from "./row.ts";
import type { RunData } from "./run-data.ts";

/** A run's records as rows, one an arm. Pure: the same files give the same rows. */
export function summarise(run: RunData): Summary {
  const { manifest, records } = run;
  const cells = cellsOf(run);
  const byArm = new Map(cells.map((cell) => [armKey(cell.arm), cell]));
  const byBlock = new Map(records.map((record) => [record.blockId, record]));
  const { device, suite, profile } = manifest;
  return {
    runId: manifest.id,
    suite: suite.name,
    profile: profile.name,
    device: { id: device.id, name: device.name, threads: device.threads },
    dataset: `${suite.dataset.name}, ${suite.dataset.split}`,
    startedAt: manifest.startedAt,
    command: manifest.command,
    blocks: countBlocks(manifest.blocks.map(({ id }) => ({ record: byBlock.get(id) }))),
    rows: cells.map((cell) => {
      const twin = manifest.twins[cell.arm.model];
      const baseline = twin === undefined ? undefined : byArm.get(armKey(denseArm(cell.arm, twin)));
      const ratio = baseline && ratioOf(cell, baseline, manifest.seed);
      return rowOf(cell, twin, ratio, suite.claimThreshold);
    }),
  };
}

function denseArm(arm: Arm, twin: string): Arm {
  return { ...arm, model: twin, strategy: "dense", expertCap: null };
}

/** Over the rounds that both arms completed. */
function ratioOf(cell: Cell, baseline: Cell, seed: number): MedianRatio | undefined {
  const rounds = cell.latency.flatMap((outcome, round) => {
    const arm = latencyOf(outcome);
    const dense = latencyOf(baseline.latency[round] ?? { record: undefined });
    return arm && dense ? [{ arm: arm.samplesMs, baseline: dense.samplesMs }] : [];
  });
  return medianRatio(rounds, { seed });
}

function rowOf(
  cell: Cell,
  twin: string | undefined,
  ratio: MedianRatio | undefined,
  threshold: number,
): Row {
  const all = [...cell.accuracy, ...cell.latency, ...cell.footprint, ...cell.proof];
  const measurement = completed(all)
    .map((record) => record.measurement)
    .find((found) => found.kind !== "proof");
  const latency = latencySummary(cell);
  const accuracy = cell.accuracy.map(accuracyOf).find((found) => found !== undefined);
  return {
    arm: cell.arm,
    cost: measurement?.cost ?? null,
    artifactBytes: measurement?.placement.artifactBytes ?? null,
    top1: (accuracy && top1(accuracy.labels, accuracy.predicted)) ?? null,
    latency,
    footprint: footprintSummary(cell),
    proofs: cell.proof.flatMap((outcome) => proofOf(outcome)?.proofs ?? []),
    twin: twin ?? null,
    ratio: ratio ?? null,
    verdict: twin === undefined ? "baseline" : verdictOf(ratio, threshold),
    verdictText: twin === undefined ? "baseline" : verdictText(ratio, threshold),
    blocks: countBlocks(all),
    reasons: reasonsOf(all),
    notes: notesOf(cell, latency?.medianMs ?? null),
  };
}

function latencySummary(cell: Cell): Latency | null {
  const blocks = cell.latency.map(latencyOf).filter((block) => block !== undefined);
  if (blocks.length === 0) return null;
  const samples = blocks.flatMap((block) => block.samplesMs);
  return {
    medianMs: quantile(samples, 0.5) ?? null,
    p90Ms: quantile(samples, 0.9) ?? null,
    samples: samples.length,
    loadMs: median(blocks.map((block) => block.loadMs)) ?? null,
    firstMs: median(blocks.map((block) => block.firstMs)) ?? null,
  };
}

function footprintSummary(cell: Cell): Footprint | null {
  const found = cell.footprint.map(footprintOf).filter((block) => block !== undefined);
  if (found.length === 0) return null;
  const middle = (of: (block: (typeof found)[number]) => number) => median(found.map(of)) ?? null;
  return {
    peakBytes: middle(({ residentBytes }) => residentBytes.peak),
    modelBytes: middle(({ residentBytes: { peak, before } }) => Math.max(0, peak - before)),
    readBeforeFirstBytes: middle(({ bytesRead }) => bytesRead.beforeFirst),
    readBytes: middle(({ bytesRead }) => bytesRead.total),
    touchedBytes: middle(({ touchedBytes }) => touchedBytes),
    loadMs: middle(({ loadMs }) => loadMs),
    coldMs: middle(({ loadMs, firstMs }) => loadMs + firstMs),
    processes: found.length,
  };
}
