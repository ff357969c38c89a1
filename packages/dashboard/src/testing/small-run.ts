import {
  recordSchema,
  runManifestSchema,
  type BlockRecord,
  type RunManifest,
} from "@vmoe-bench/contracts";
import type { RunData } from "@vmoe-bench/report";

interface Changes {
  readonly deviceId?: string;
  readonly deviceName?: string;
  readonly sparseModel?: string;
  readonly sparseMs?: number;
  readonly software?: boolean;
  readonly command?: string;
  readonly startedAt?: string;
}

/** The same as a sustained run: samples of 10 s each, so that blocks last five minutes. */
export function longRun(): RunData {
  const run = smallRun();
  const profile = { ...run.manifest.profile, name: "sustained" as const };
  return {
    ...run,
    manifest: { ...run.manifest, profile },
    records: run.records.map((record) =>
      record.status === "completed" && record.measurement.kind === "latency"
        ? {
            ...record,
            measurement: {
              ...record.measurement,
              samplesMs: record.measurement.samplesMs.map((ms, i) => (10_000 + 20 * i) * ms),
            },
          }
        : record,
    ),
  };
}

/** The same while it is measured: more rounds may be needed, and nobody has said that it is over. */
export function unfinishedRun(): RunData {
  const run = smallRun();
  const profile = { ...run.manifest.profile, maxBlocks: 4 };
  return { ...run, manifest: { ...run.manifest, profile } };
}

const sha = "0".repeat(64);
const digits = Array.from({ length: 10 }, (_, i) => i);
const flops = (macs2: number) => ({ macs2, elementwise: 0 });

/**
 * A dense model and a V-MoE of two experts on one backend, an accuracy block and two latency blocks
 * each, and one strategy that is unsupported. Dense has 8 of 10 images right, the V-MoE 9.
 */
export function smallRun(changes: Changes = {}): RunData {
  const {
    deviceId = "bench",
    deviceName = "Bench",
    sparseModel = "vmoe",
    sparseMs = 1.5,
  } = changes;
  const startedAt = changes.startedAt ?? "2026-01-02T03:04:05.000Z";
  const dense = { model: "vit", backend: "ort-node/cpu", strategy: "dense", batch: 1, threads: 1 };
  const gather = { ...dense, model: sparseModel, strategy: "gather" };
  const branch = { ...gather, strategy: "branch" };
  const planned = [
    ...[dense, gather].map((arm) => ({ arm, task: "accuracy" })),
    ...[dense, gather, branch, gather, dense].map((arm) => ({ arm, task: "latency" })),
  ].map((block, i) => ({ id: `000${i}`, ...block }));
  const manifest = runManifestSchema.parse({
    schemaVersion: 1,
    id: `run-of-${deviceId}`,
    startedAt,
    seed: 1,
    suite: {
      schemaVersion: 1,
      name: "small",
      description: "",
      models: ["vit", sparseModel],
      backends: ["ort-node/cpu"],
      strategies: ["gather", "branch"],
      batches: [1],
      dataset: { name: "fashion-mnist", split: "test" },
      profile: "quick",
    },
    profile: {
      name: "quick",
      images: 10,
      minSamples: 10,
      minDurationMs: 1,
      maxDurationMs: 1_000,
      blocks: 2,
    },
    device: { id: deviceId, name: deviceName, threads: 1 },
    command: changes.command ?? "vmoe-bench run small --seed 1",
    baselines: { [sparseModel]: "vit" },
    blocks: planned,
  });
  const { software = false } = changes;
  return {
    manifest,
    records: manifest.blocks.map((_, i) => record(manifest, i, sparseMs, software)),
    end: undefined,
  };
}

function record(
  manifest: RunManifest,
  position: number,
  sparseMs: number,
  software: boolean,
): BlockRecord {
  const block = manifest.blocks[position];
  if (block === undefined) throw new Error(`There is no block ${position}.`);
  const { arm, task } = block;
  const isDense = arm.strategy === "dense";
  const head = {
    schemaVersion: 1,
    runId: manifest.id,
    blockId: block.id,
    deviceId: manifest.device.id,
    arm,
    task,
    position,
    startedAt: new Date(Date.parse(manifest.startedAt) + position * 10_000).toISOString(),
    endedAt: manifest.startedAt,
  };
  if (arm.strategy === "branch")
    return recordSchema.parse({
      ...head,
      status: "unsupported",
      reason: "It has no branches.",
      remedy: "Use gather.",
    });
  const placement = {
    runtime: "onnxruntime",
    version: "1.30.0",
    provider: "cpu",
    threads: 1,
    strategy: arm.strategy,
    artifactBytes: isDense ? 1_000 : 2_000,
  };
  const cost = {
    flops: {
      denseEquivalent: flops(isDense ? 100 : 150),
      active: flops(100),
      executed: flops(isDense ? 100 : 125),
    },
    parameters: { total: 10, active: 10 },
    fileBytes: 1_000,
  };
  // Images go to expert 0 and 1 in turn.
  const experts = isDense ? [] : digits.map((i) => [i % 2]);
  const ms = isDense ? 1 : sparseMs;
  const wrong = isDense ? [3, 4] : [5];
  return recordSchema.parse({
    ...head,
    status: "completed",
    provenance: {
      harness: { version: "0.1.0", commit: "abc", dirty: false, lockfileSha256: null },
      system: {
        platform: "linux",
        release: "6",
        arch: "x64",
        cpu: "one",
        cores: 2,
        memoryBytes: 2 ** 30,
        governor: null,
        temperatureC: 40 + position,
        load1: position,
      },
      runtime: { versions: { node: "20" }, adapter: "cpu", software, flags: ["--a"] },
      clock: { name: "fake", resolutionMs: 0.000_1 },
      model: { sha256: sha },
      dataset: { sha256: sha },
    },
    measurement:
      task === "accuracy"
        ? {
            kind: "accuracy",
            placement,
            cost,
            labels: digits,
            predicted: digits.map((label) => (wrong.includes(label) ? (label + 1) % 10 : label)),
            experts,
            imagesPerSecond: 100,
          }
        : {
            kind: "latency",
            placement,
            cost,
            loadMs: 10,
            firstMs: 2,
            warmUp: { samplesMs: [1], steady: true },
            batches: digits.map((i) => [i]),
            experts,
            // Thirty samples: at position 6 one hundredth slower, so that blocks differ.
            samplesMs: Array.from(
              { length: 30 },
              (_, i) => ms * (1 + (i % 3) * 0.01) * (position > 4 ? 1.01 : 1),
            ),
          },
  });
}
