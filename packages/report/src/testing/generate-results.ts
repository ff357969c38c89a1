import { writeFile } from "node:fs/promises";
import {
  recordSchema,
  runManifestSchema,
  suiteSchema,
  profiles,
  type Arm,
  type BlockRecord,
  type RunManifest,
} from "@vmoe-bench/contracts";
import { seededRandom } from "@vmoe-bench/measure";
import { createRunStore } from "@vmoe-bench/runner";

export interface TreeSize {
  readonly runs: number;
  /** In each run, 10 arms in as many rounds as that makes. */
  readonly recordsPerRun: number;
  readonly samplesPerRecord: number;
}

const strategies = ["gather", "branch", "split", "all-experts"] as const;
const backends = ["ort-node/cpu", "tfjs-node/cpu"];
const armsPerRun = backends.length * (strategies.length + 1);

/**
 * Writes a results folder as `run` would have left it, the same for the same seed: sealed records with
 * raw samples, on as many devices as there are tens of runs.
 */
export async function generateResults(root: string, size: TreeSize, seed = 1): Promise<void> {
  const random = seededRandom(seed);
  for (let run = 0; run < size.runs; run++) {
    const manifest = manifestOf(run, size);
    const store = await createRunStore(root, manifest, writeFile);
    for (const [position] of manifest.blocks.entries())
      await store.write(
        recordOf(manifest, position, size.samplesPerRecord, () => random.uniform()),
      );
  }
}

function arm(model: string, backend: string, strategy: Arm["strategy"]) {
  return { model, backend, strategy, batch: 1, threads: 1 };
}

function manifestOf(run: number, { recordsPerRun }: TreeSize): RunManifest {
  const startedAt = new Date(Date.UTC(2026, 0, 1) + run * 3_600_000).toISOString();
  const arms = backends.flatMap((backend) => [
    arm("vit", backend, "dense"),
    ...strategies.map((strategy) => arm("vmoe", backend, strategy)),
  ]);
  return runManifestSchema.parse({
    schemaVersion: 1,
    id: `generated-${String(run).padStart(5, "0")}`,
    startedAt,
    seed: run,
    suite: suiteSchema.parse({
      schemaVersion: 1,
      name: "generated",
      description: "",
      models: ["vit", "vmoe"],
      backends,
      strategies: [...strategies],
      batches: [1],
      footprintImages: 0,
      referenceImages: 0,
      dataset: { name: "fashion-mnist", split: "test" },
      profile: "quick",
    }),
    profile: profiles.quick,
    device: { id: `device-${Math.floor(run / 10)}`, name: "A generated device", threads: 1 },
    command: "vmoe-bench run generated",
    browser: null,
    baselines: { vmoe: "vit" },
    blocks: Array.from({ length: recordsPerRun }, (_, position) => ({
      id: `${String(position).padStart(4, "0")}-generated`,
      arm: arms[position % armsPerRun],
      task: "latency",
      regime: null,
    })),
  });
}

const flops = { macs2: 32_691_456, elementwise: 1_264_682 };

function recordOf(
  { id, device, suite, startedAt, blocks }: RunManifest,
  position: number,
  samples: number,
  uniform: () => number,
): BlockRecord {
  const block = blocks[position];
  const base = block?.arm.strategy === "dense" ? 0.4 : 0.45;
  return recordSchema.parse({
    schemaVersion: 2,
    runId: id,
    suiteVersion: suite.version,
    blockId: block?.id,
    deviceId: device.id,
    arm: block?.arm,
    task: "latency",
    position,
    startedAt,
    endedAt: startedAt,
    status: "completed",
    provenance: {
      harness: { version: "0.1.0", commit: null, dirty: null, lockfileSha256: null },
      system: {
        platform: "linux",
        release: "6",
        arch: "x64",
        cpu: "generated",
        cores: 2,
        memoryBytes: 1,
        governor: null,
        temperatureC: null,
        load1: null,
      },
      runtime: { versions: {}, adapter: "CPU", software: false, flags: [] },
      clock: { name: "generated", resolutionMs: 0.000_1 },
      model: { sha256: block?.arm.model ?? "" },
      dataset: { sha256: "generated" },
    },
    measurement: {
      kind: "latency",
      placement: {
        runtime: "generated",
        version: "1",
        provider: "cpu",
        threads: 1,
        strategy: block?.arm.strategy,
        precision: "float32",
        artifactBytes: 2_021_768,
      },
      cost: {
        flops: { denseEquivalent: flops, active: flops, executed: flops },
        parameters: { total: 503_694, active: 305_166 },
        fileBytes: 2_021_800,
      },
      loadMs: 30,
      firstMs: 2,
      warmUp: { samplesMs: Array.from({ length: 30 }, uniform), steady: true },
      batches: Array.from({ length: 128 }, (_, image) => [image]),
      experts: [],
      samplesMs: Array.from({ length: samples }, () => base * (1 + 0.2 * uniform())),
      elapsedMs: base * samples,
    },
  });
}
