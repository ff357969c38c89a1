import {
  taskSchema,
  UnsupportedError,
  type Backend,
  type Block,
  type HostEvent,
  type ImageBatch,
  type ModelFiles,
  type Arm,
  type Task,
} from "@vmoe-bench/contracts";
import type { z } from "zod";
import { describe, expect, test } from "vitest";
import { FakeClock } from "../testing/fake-clock.ts";
import type { BlockContext } from "./loaded-block.ts";
import { executeBlock } from "./execute-block.ts";

const flops = { macs2: 1, elementwise: 1 };
const moe = {
  experts: 4,
  layers: 1,
  k: 1,
  routing: "image",
  reads: "mean",
  gate: "softmax",
} as const;
const config = {
  imageSize: 1,
  channels: 1,
  patch: 1,
  width: 1,
  depth: 1,
  heads: 1,
  mlpWidth: 1,
  classes: 3,
  classToken: false,
  pool: "mean",
} as const;

interface SetUp {
  readonly routing?: "image" | "token";
  readonly experts?: boolean;
  readonly batch?: number;
  readonly runMs?: number;
}

/** Loading takes 7 ms, each run 2 ms; the class and the expert of an image are its only pixel. */
function setUp(options: SetUp = {}) {
  const clock = new FakeClock();
  const calls: string[] = [];
  const run = async ({ data }: ImageBatch) => {
    clock.advance(options.runMs ?? 2);
    calls.push(`run ${data.join()}`);
    const logits = Float32Array.from(data).fill(0);
    const oneHot = new Float32Array(data.length * 3);
    data.forEach((pixel, image) => (oneHot[image * 3 + pixel] = 1));
    const gates = logits;
    const experts = Int32Array.from(data);
    const tokens = Int32Array.from([...data].flatMap((pixel) => [pixel, 0, pixel]));
    if (options.routing === "token")
      return {
        logits: oneHot,
        routings: [
          { experts: tokens, gates },
          { experts: tokens, gates },
        ],
      };
    return { logits: oneHot, routings: options.experts === false ? [] : [{ experts, gates }] };
  };
  const placement = {
    runtime: "mock",
    version: "1",
    provider: "cpu",
    threads: 1,
    strategy: "gather",
    precision: "float32",
    artifactBytes: 1,
  } as const;
  const backend: Backend = {
    id: "mock",
    probe: () => Promise.reject(new Error("a block does not probe")),
    prepare: () => Promise.reject(new Error("a block does not prepare")),
    load: async (opened) => {
      clock.advance(7);
      calls.push(`load b${opened.manifest.batch}`);
      await opened.read("model");
      return { placement, run, close: async () => void calls.push("close") };
    },
  };
  const events: HostEvent[] = [];
  // The split: five images whose one pixel is 0 1 2 0 1.
  const pixels = [0, 1, 2, 0, 1];
  const { experts = true, routing = "image", batch = 1 } = options;
  const files: ModelFiles & { bytesRead: number } = {
    manifest: {
      schemaVersion: 1,
      kind: "defined",
      model: "m",
      config: experts ? { ...config, moe: { ...moe, routing } } : config,
      strategy: experts ? "gather" : "dense",
      precision: "float32",
      batch,
      files: [],
    },
    bytesRead: 0,
    read: async () => {
      files.bytesRead += 10;
      return new Uint8Array(10);
    },
  };
  const context: BlockContext = {
    backend,
    files,
    touchedBytes: (experts) => experts.length,
    memory: { now: () => 100 + clock.now(), peak: () => 200 + clock.now() },
    cost: {
      flops: { denseEquivalent: flops, active: flops, executed: flops },
      parameters: { total: 1, active: 1 },
      fileBytes: 4,
    },
    images: {
      labels: [0, 1, 2, 2, 1],
      batch: (indexes) => {
        clock.advance(1_000);
        return {
          dims: [indexes.length, 1, 1, 1],
          data: Float32Array.from(indexes, (i) => pixels[i] ?? 0),
        };
      },
    },
    clock,
    provenance: {
      system: {
        platform: "p",
        release: "r",
        arch: "a",
        cpu: "c",
        cores: 1,
        memoryBytes: 1,
        governor: null,
        temperatureC: null,
        load1: null,
      },
      runtime: { versions: {}, adapter: "none", software: false, flags: [] },
      clock: { name: "fake", resolutionMs: 0.001 },
      model: { sha256: "m" },
      dataset: { sha256: "d" },
    },
    emit: (event) => events.push(event),
  };
  return { context, calls, events };
}

/** The same, but that its n-th run gives NaN in one place of its logits. */
function withNaN(context: BlockContext, run: number, position: number): BlockContext {
  const load: Backend["load"] = async (...asked) => {
    const loaded = await context.backend.load(...asked);
    let runs = 0;
    return {
      ...loaded,
      run: async (images) => {
        const prediction = await loaded.run(images);
        runs += 1;
        if (runs === run) prediction.logits[position] = Number.NaN;
        return prediction;
      },
    };
  };
  return { ...context, backend: { ...context.backend, load } };
}

type AskedTask = z.input<typeof taskSchema>;

function block(asked: AskedTask, batch: number, scenario: Arm["scenario"] = singleStream): Block {
  const task: Task = taskSchema.parse(asked);
  return {
    id: "0000",
    arm: {
      model: "m",
      backend: "mock",
      strategy: "gather",
      batch,
      threads: 1,
      precision: "float32",
      expertCap: null,
      scenario,
      data: null,
      control: "none",
    },
    task,
    files: "",
    images: "",
    dataset: { name: "d", split: "test", dir: null },
  };
}

const singleStream = { kind: "single-stream" } as const;

const latency: AskedTask = {
  kind: "latency",
  imageIndexes: [4, 2, 0],
  warmUp: { minRuns: 10, maxRuns: 10, maxMs: 100 },
  minSamples: 4,
  minMs: 1,
  maxMs: 100,
};

describe("a latency block", () => {
  test("times the runs alone: no loading, no preprocessing", async () => {
    const { context, events } = setUp();
    const measured = await executeBlock(block(latency, 1), context);
    expect(measured).toMatchObject({
      kind: "latency",
      loadMs: 7,
      firstMs: 2,
      warmUp: { steady: true },
      batches: [[4], [2], [0]],
      experts: [[1], [2], [0]],
      // At least four, to the end of the second round of three.
      samplesMs: [2, 2, 2, 2, 2, 2],
    });
    expect(events[0]).toEqual({ type: "started", provenance: context.provenance });
    expect(events.at(-1)).toEqual({ type: "progress", done: 1, total: 1 });
  });

  test("fills the last batch up from the first images", async () => {
    const { context } = setUp({ batch: 2 });
    const measured = await executeBlock(block(latency, 2), context);
    expect(measured).toMatchObject({
      batches: [
        [4, 2],
        [0, 4],
      ],
      experts: [
        [1, 2],
        [0, 1],
      ],
    });
  });

  test("has no experts for a dense model", async () => {
    const { context } = setUp({ experts: false });
    expect(await executeBlock(block(latency, 1), context)).toMatchObject({ experts: [] });
  });

  test("knows the experts of batches that the time ran out for", async () => {
    const { context } = setUp();
    const short = { ...latency, warmUp: { minRuns: 1, maxRuns: 1, maxMs: 1 }, maxMs: 1 };
    const measured = await executeBlock(block(short, 1), context);
    expect(measured).toMatchObject({ samplesMs: [2], experts: [[1], [2], [0]] });
  });

  test("of the offline scenario has a sample for each pass over all images", async () => {
    const { context } = setUp();
    const measured = await executeBlock(block(latency, 1, { kind: "offline" }), context);
    // Three images of 2 ms; three passes at least.
    expect(measured).toMatchObject({ samplesMs: [6, 6, 6], frames: null });
  });

  test("of a slow model says now and then that it lives", async () => {
    const { context } = setUp({ runMs: 6_000 });
    const heard: number[] = [];
    const emit = () => void heard.push(context.clock.now());
    const slow = { ...latency, maxMs: 1 };
    await executeBlock(block(slow, 1, { kind: "offline" }), { ...context, emit });
    const [untilFirst, ...gaps] = heard.slice(1).map((at, i) => at - (heard[i] ?? 0));
    // Three preprocessings of 1 s and two runs; then, as each 10 s is over, after each second run.
    expect(untilFirst).toBe(15_000);
    expect(gaps.length).toBeGreaterThan(5);
    expect(Math.max(...gaps)).toBe(12_000);
  });

  test("of a camera says which frames it dropped", async () => {
    const { context } = setUp();
    // A frame each ms, a run takes 2 ms, none may wait: each second frame, in a round of six.
    const camera = { kind: "camera", framesPerSecond: 1_000, queue: 0 } as const;
    const measured = await executeBlock(block(latency, 1, camera), context);
    expect(measured).toMatchObject({
      samplesMs: [2, 2, 2],
      frames: { due: 6, dropped: [1, 3, 5] },
    });
  });

  test("has a probe before its model is loaded, and one after its last sample", async () => {
    const { context } = setUp();
    const seen: number[] = [];
    const probe = {
      read: async () => {
        seen.push(context.clock.now());
        return { cpuMs: seen.length, gpuMs: null, conditions: null };
      },
    };
    const measured = await executeBlock(block(latency, 1), { ...context, probe });
    expect(measured).toMatchObject({ probes: { before: { cpuMs: 1 }, after: { cpuMs: 2 } } });
    // Load 7 ms, three preprocessings of 1,000 ms, then 17 runs of 2 ms: first, warm-up, samples.
    expect(seen).toEqual([0, 7 + 3_000 + 2 * 17]);
  });

  test("has no probes where its host has none", async () => {
    const { context } = setUp();
    expect(await executeBlock(block(latency, 1), context)).toMatchObject({ probes: null });
  });
});

describe("a footprint block", () => {
  test("runs each image once, and reads bytes and memory before and after", async () => {
    const { context, calls } = setUp();
    const task: AskedTask = { kind: "footprint", imageIndexes: [4, 2] };
    const measured = await executeBlock(block(task, 1), context);
    expect(measured).toMatchObject({
      kind: "footprint",
      loadMs: 7,
      firstMs: 2,
      // Loading took 7 ms, two images 2 ms each and their preprocessing 1,000 ms each.
      residentBytes: { before: 100, peak: 200 + 7 + 2 * 1_002 },
      bytesRead: { beforeFirst: 10, total: 10 },
      touchedBytes: 2,
      experts: [[1], [2]],
    });
    expect(calls).toEqual(["load b1", "run 1", "run 2", "close"]);
  });

  test("says which start it was, and what making it ready took", async () => {
    const { context } = setUp();
    const task: AskedTask = { kind: "footprint", regime: "first-ever", imageIndexes: [4] };
    const measured = await executeBlock(block(task, 1), { ...context, prepareMs: 250 });
    expect(measured).toMatchObject({ regime: "first-ever", prepareMs: 250, loadMs: 7, firstMs: 2 });
  });

  test("is unsupported where memory can't be read", async () => {
    const { context } = setUp();
    const run = executeBlock(block({ kind: "footprint", imageIndexes: [0] }, 1), {
      ...context,
      memory: undefined,
    });
    await expect(run).rejects.toThrow(UnsupportedError);
  });
});

describe("an accuracy block", () => {
  test("drops what fills up the last batch", async () => {
    const { context, calls } = setUp({ batch: 2 });
    const measured = await executeBlock(block({ kind: "accuracy" }, 2), context);
    expect(measured).toMatchObject({
      kind: "accuracy",
      labels: [0, 1, 2, 2, 1],
      predicted: [0, 1, 2, 0, 1],
      experts: [[0], [1], [2], [0], [1]],
      // 5 images in 3 batches of 2 ms; preprocessing is outside.
      imagesPerSecond: 5 / 0.006,
    });
    expect(calls).toEqual(["load b2", "run 0,1", "run 2,0", "run 1,0", "close"]);
  });

  test("takes the first images where a number is asked for", async () => {
    const { context } = setUp();
    const measured = await executeBlock(block({ kind: "accuracy", images: 3 }, 2), context);
    expect(measured).toMatchObject({ labels: [0, 1, 2], predicted: [0, 1, 2] });
  });

  test("ends when its time is over, with the images that it has", async () => {
    const { context } = setUp({ batch: 2 });
    // A batch takes 2 ms: the second one is the first that ends at 3 ms or later.
    const measured = await executeBlock(block({ kind: "accuracy", maxMs: 3 }, 2), context);
    expect(measured).toMatchObject({
      labels: [0, 1, 2, 2],
      predicted: [0, 1, 2, 0],
      imagesPerSecond: 4 / 0.004,
    });
  });

  test("sees what the reference was asked of, whatever time is left", async () => {
    const { context } = setUp();
    const logits = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const reference = { logits, tolerance: 0.1 };
    const task: AskedTask = { kind: "accuracy", maxMs: 0.5, reference };
    const measured = await executeBlock(block(task, 1), context);
    expect(measured).toMatchObject({ predicted: [0, 1, 2] });
  });

  test("is compared with what the reference says of the first images", async () => {
    const { context } = setUp();
    // The model says classes 0, 1, 2 with a logit of 1; the reference says 2.5 for the last one.
    const logits = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 2, 2.5],
    ];
    const task: AskedTask = { kind: "accuracy", reference: { logits, tolerance: 0.1 } };
    expect(await executeBlock(block(task, 1), context)).toMatchObject({
      reference: { predicted: [0, 1, 2], differing: 1, largestDifference: 0.8, tolerance: 0.1 },
    });
  });

  test("refuses a logit that is no number, and names the model and the image", async () => {
    const { context, calls } = setUp({ batch: 2 });
    // Image 3 of five is the second of the second batch.
    const measured = executeBlock(block({ kind: "accuracy" }, 2), withNaN(context, 2, 3));
    await expect(measured).rejects.toThrow(expect.objectContaining({ code: "logits" }));
    await expect(measured).rejects.toThrow("gives NaN (logit 0 of image 3 of the split).");
    expect(calls.at(-1)).toBe("close");
  });

  test("reads no logits of what fills up the last batch", async () => {
    const { context } = setUp({ batch: 2 });
    const measured = executeBlock(block({ kind: "accuracy" }, 2), withNaN(context, 3, 3));
    await expect(measured).resolves.toMatchObject({ predicted: [0, 1, 2, 0, 1] });
  });

  test("numbers the experts of per-token routing layer after layer, each once", async () => {
    const { context } = setUp({ routing: "token" });
    const measured = await executeBlock(block({ kind: "accuracy", images: 2 }, 2), context);
    // Two layers with four experts each; tokens of image 0 go to 0, of image 1 to 1 and 0.
    expect(measured).toMatchObject({
      experts: [
        [0, 4],
        [0, 1, 4, 5],
      ],
    });
  });
});

test("a model is closed also when its run fails", async () => {
  const { context, calls } = setUp();
  const images = {
    ...context.images,
    batch: () => ({ dims: [1, 1, 1, 1], data: broken }) as const,
  };
  const broken = new Float32Array(1);
  broken.join = () => {
    throw new Error("device lost");
  };
  const run = executeBlock(block({ kind: "accuracy" }, 1), { ...context, images });
  await expect(run).rejects.toThrow("device lost");
  expect(calls).toEqual(["load b1", "close"]);
});

test("what a backend does not support is thrown on", async () => {
  const { context } = setUp();
  const refusal = new UnsupportedError("No.", "Do not.");
  const backend = { ...context.backend, load: () => Promise.reject(refusal) };
  await expect(executeBlock(block(latency, 1), { ...context, backend })).rejects.toBe(refusal);
});
