import {
  armSchema,
  suiteSchema,
  type AccuracyMeasurement,
  type Arm,
  type BlockRecord,
  type CompletedRecord,
  type LatencyMeasurement,
  type Measurement,
  type ModelCost,
  type RunManifest,
} from "@vmoe-bench/contracts";
import type { RunData } from "../summary/run-data.ts";

const dense: Arm = armSchema.parse({
  model: "dense-6x64",
  backend: "ort-node/cpu",
  strategy: "dense",
  batch: 1,
  threads: 1,
});
const sparse: Arm = { ...dense, model: "vmoe-6x64", strategy: "gather" };

const flops = (macs2: number) => ({ macs2, elementwise: 1_300_000 });
const costs: Record<string, ModelCost> = {
  dense: {
    flops: { denseEquivalent: flops(52.7e6), active: flops(52.7e6), executed: flops(52.7e6) },
    parameters: { total: 312_000, active: 312_000 },
    fileBytes: 1_250_000,
  },
  gather: {
    flops: { denseEquivalent: flops(80.2e6), active: flops(52.8e6), executed: flops(52.8e6) },
    parameters: { total: 711_000, active: 313_000 },
    fileBytes: 2_850_000,
  },
};

/** Ranks 0 … 99 of 100 samples around `ms`: evenly spread over ±1 %, so the median is `ms`. */
function samplesAround(ms: number): number[] {
  // 37 is prime to 100: every rank once, in no order of size.
  return Array.from(
    { length: 100 },
    (_, i) => ms * (1 + ((((i * 37) % 100) - 49.5) / 49.5) * 0.01),
  );
}

interface Changes {
  /** Latencies of the arms, in ms. */
  readonly denseMs?: number;
  readonly sparseMs?: number;
  readonly deviceName?: string;
}

/** A whole run: two arms on one backend, an accuracy block and three latency blocks each. */
export function wholeRun(changes: Changes = {}): RunData {
  const { denseMs = 0.458, sparseMs = 0.504, deviceName = "Two cores" } = changes;
  const rounds = [dense, sparse, sparse, dense, dense, sparse];
  const planned = [
    ...[dense, sparse].map((arm) => ({ arm: { ...arm, batch: 64 }, task: "accuracy" as const })),
    ...rounds.map((arm) => ({ arm, task: "latency" as const })),
  ].map((block, i) => ({ ...block, id: `000${i}`, regime: null }));
  const manifest: RunManifest = {
    schemaVersion: 1,
    id: "run-1",
    startedAt: "2026-01-02T03:04:05.678Z",
    seed: 1,
    suite: suiteSchema.parse({
      schemaVersion: 1,
      name: "default",
      description: "",
      models: ["dense-6x64", "vmoe-6x64"],
      backends: ["ort-node/cpu"],
      strategies: ["gather"],
      footprintImages: 0,
      batches: [1],
      dataset: { name: "fashion-mnist", split: "test" },
      profile: "quick",
      accuracyBatch: 64,
    }),
    profile: {
      name: "quick",
      images: 128,
      minSamples: 128,
      minDurationMs: 10_000,
      maxDurationMs: 60_000,
      blocks: 3,
      maxBlocks: null,
    },
    device: { id: "two-cores", name: deviceName, notes: "", threads: 1, browser: null },
    command: "vmoe-bench run default --seed 1",
    browser: null,
    baselines: { "vmoe-6x64": "dense-6x64" },
    blocks: planned,
  };
  const records = planned.map((block, position) => {
    const { arm } = block;
    const placement = {
      runtime: "onnxruntime",
      version: "1.30.0",
      provider: "cpu",
      threads: 1,
      strategy: arm.strategy,
      precision: arm.precision,
      artifactBytes: 1_300_000,
    };
    const cost = costs[arm.strategy];
    if (cost === undefined) throw new Error(`There is no cost for ${arm.strategy}.`);
    const ms = arm.strategy === "dense" ? denseMs : sparseMs;
    const latency: LatencyMeasurement = {
      kind: "latency",
      placement,
      cost,
      loadMs: 12,
      firstMs: 3,
      warmUp: { samplesMs: [1], steady: true },
      batches: [[0]],
      experts: [],
      samplesMs: samplesAround(ms),
      elapsedMs: 4_000,
      frames: null,
      probes: null,
      page: null,
    };
    // The dense model has 9 of 10 right, the sparse one 10.
    const labels = Array.from({ length: 10 }, (_, i) => i);
    const predicted = labels.map((c) => (c === 3 && arm.strategy === "dense" ? 5 : c));
    const measurement =
      block.task === "latency"
        ? latency
        : {
            kind: "accuracy" as const,
            placement,
            cost,
            labels,
            predicted,
            classes: 10,
            experts: [],
            imagesPerSecond: 1_000,
            reference: {
              predicted,
              differing: 0,
              largestDifference: 1e-6,
              tolerance: 1e-3,
            },
          };
    return completedRecord(manifest, position, measurement);
  });
  return { manifest, records, end: undefined };
}

function completedRecord(
  manifest: RunManifest,
  position: number,
  measurement: CompletedRecord["measurement"],
): CompletedRecord {
  return {
    ...head(manifest, position),
    status: "completed",
    cooling: null,
    provenance: {
      harness: { version: "0.1.0", commit: null, dirty: null, lockfileSha256: null },
      system: {
        platform: "linux",
        release: "6",
        arch: "x64",
        cpu: "one",
        cores: 2,
        memoryBytes: 1,
        governor: null,
        temperatureC: null,
        load1: 0,
      },
      runtime: { versions: {}, adapter: "cpu", software: false, flags: [] },
      clock: { name: "fake", resolutionMs: 0.000_1 },
      model: { sha256: "m" },
      dataset: { sha256: "d" },
    },
    measurement,
  };
}

function head(manifest: RunManifest, position: number) {
  const block = manifest.blocks[position];
  if (block === undefined) throw new Error(`There is no block ${position}.`);
  return {
    schemaVersion: 1,
    runId: manifest.id,
    suiteVersion: "1.0",
    blockId: block.id,
    deviceId: manifest.device.id,
    arm: block.arm,
    task: block.task,
    position,
    startedAt: manifest.startedAt,
    endedAt: manifest.startedAt,
  } as const;
}

/** The run with other ends for some of its blocks, by position; null takes the record away. */
export function withEnds(
  { manifest, records, end: whole }: RunData,
  ends: Readonly<Record<number, "failed" | "unsupported" | "aborted" | null>>,
): RunData {
  return {
    manifest,
    end: whole,
    records: records.flatMap((record, position): BlockRecord[] => {
      const end = ends[position];
      const start = head(manifest, position);
      if (end === undefined) return [record];
      if (end === null) return [];
      if (end === "aborted") return [{ ...start, status: "aborted" }];
      if (end === "unsupported")
        return [{ ...start, status: end, reason: "There is no driver.", remedy: "Install it." }];
      const failure = { code: "crash", message: "It fell over.", remedy: "Run it again." };
      return [{ ...start, status: "failed", failure }];
    }),
  };
}

/** The run with the measurements of its latency blocks changed. */
export function withLatency(
  { manifest, records, end }: RunData,
  change: (measurement: LatencyMeasurement, position: number) => LatencyMeasurement,
): RunData {
  return {
    manifest,
    end,
    records: records.map((record) =>
      record.status === "completed" && record.measurement.kind === "latency"
        ? { ...record, measurement: change(record.measurement, record.position) }
        : record,
    ),
  };
}

function firstLatency({ records }: RunData): LatencyMeasurement {
  for (const record of records)
    if (record.status === "completed" && record.measurement.kind === "latency")
      return record.measurement;
  throw new Error("The run has no latency.");
}

export const placementOf = (run: RunData) => firstLatency(run).placement;
export const costOf = (run: RunData) => firstLatency(run).cost;

/** The run with footprint blocks of the dense arm at its end. */
export function withStarts(run: RunData, starts: readonly Measurement[]): RunData {
  const first = run.manifest.blocks.length;
  const blocks = starts.flatMap((measurement, i) =>
    measurement.kind === "footprint"
      ? [{ id: `start${i}`, arm: dense, task: measurement.kind, regime: measurement.regime }]
      : [],
  );
  const manifest = { ...run.manifest, blocks: [...run.manifest.blocks, ...blocks] };
  const made = starts.map((measurement, i) => completedRecord(manifest, first + i, measurement));
  return { ...run, manifest, records: [...run.records, ...made] };
}

/** The run with the measurements of its accuracy blocks changed. */
export function withAccuracy(
  { manifest, records, end }: RunData,
  change: (measurement: AccuracyMeasurement, position: number) => AccuracyMeasurement,
): RunData {
  return {
    manifest,
    end,
    records: records.map((record) =>
      record.status === "completed" && record.measurement.kind === "accuracy"
        ? { ...record, measurement: change(record.measurement, record.position) }
        : record,
    ),
  };
}

/** The blocks of a run once more, on another backend. */
export function on(backend: string, run: RunData): RunData {
  const { manifest, records } = run;
  return {
    ...run,
    manifest: {
      ...manifest,
      suite: { ...manifest.suite, backends: [backend] },
      blocks: manifest.blocks.map((block) => ({
        ...block,
        id: `${backend} ${block.id}`,
        arm: { ...block.arm, backend },
      })),
    },
    records: records.map((record) => ({
      ...record,
      blockId: `${backend} ${record.blockId}`,
      arm: { ...record.arm, backend },
    })),
  };
}

/** Runs of other backends as one. */
export function together(...runs: readonly [RunData, ...RunData[]]): RunData {
  const [{ manifest }] = runs;
  return {
    end: undefined,
    manifest: {
      ...manifest,
      suite: { ...manifest.suite, backends: runs.flatMap((run) => run.manifest.suite.backends) },
      blocks: runs.flatMap((run) => run.manifest.blocks),
    },
    records: runs.flatMap(({ records }) => records),
  };
}
