import type {
  Block,
  BlockEnd,
  BlockPlaces,
  Host,
  HostProvenance,
  Measurement,
  ModelCost,
  Placement,
} from "@vmoe-bench/contracts";

export const hostProvenance: HostProvenance = {
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
  runtime: { versions: { node: "20" }, adapter: "cpu", software: false, flags: [] },
  clock: { name: "fake", resolutionMs: 0.001 },
  model: { sha256: "m" },
  dataset: { sha256: "d" },
};

export const harness = { version: "0", commit: null, dirty: null, lockfileSha256: null };

/** Nothing is made ready: the mock host reads no files. */
export const prepare = async (): Promise<BlockPlaces> => ({ files: "", images: "" });

const flops = { macs2: 1, elementwise: 1 };
const cost: ModelCost = {
  flops: { denseEquivalent: flops, active: flops, executed: flops },
  parameters: { total: 1, active: 1 },
  fileBytes: 4,
};

/** What a block that goes well measures: two images, or samples of 1 ms. */
export function measurementOf({ arm, task }: Block): Measurement {
  const placement: Placement = {
    runtime: "mock",
    version: "1",
    provider: "cpu",
    threads: 1,
    strategy: arm.strategy,
    precision: arm.precision,
    artifactBytes: 4,
  };
  if (task.kind === "accuracy")
    return {
      kind: "accuracy",
      placement,
      cost,
      labels: [0, 1],
      predicted: [0, 0],
      classes: 2,
      experts: [],
      imagesPerSecond: 1_000,
      reference: null,
    };
  return {
    kind: "latency",
    placement,
    cost,
    loadMs: 1,
    firstMs: 1,
    warmUp: { samplesMs: [1], steady: true },
    batches: [[0]],
    experts: [],
    samplesMs: [1, 1, 1],
    elapsedMs: null,
    frames: null,
    probes: null,
    page: null,
  };
}

/**
 * Ends each block at once, as `endOf` says; `completed` where it says nothing, with what `measure`
 * says.
 */
export function mockHost(
  endOf: (block: Block) => BlockEnd | undefined = () => undefined,
  measure: (block: Block) => Measurement = measurementOf,
): Host & {
  readonly ran: string[];
} {
  const ran: string[] = [];
  return {
    ran,
    run: async (block, onEvent) => {
      ran.push(block.id);
      const end = endOf(block);
      if (end !== undefined) return end;
      onEvent({ type: "started", provenance: hostProvenance });
      onEvent({ type: "progress", done: 1, total: 2 });
      return { type: "completed", measurement: measure(block) };
    },
  };
}
