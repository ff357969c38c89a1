import { armKey, type BlockPlan, runManifestSchema } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { safeName } from "../store/run-files.ts";
import { device, plan, suite } from "../testing/suite.ts";
import { planAgain, startedBlocks } from "./plan.ts";

const arms = [
  "dense@null dense",
  "dense@ort-node/cpu dense",
  "vmoe@null gather",
  "vmoe@null all-experts",
  "vmoe@ort-node/cpu gather",
  "vmoe@ort-node/cpu all-experts",
];

test("one accuracy block an arm, then rounds that hold every arm once", () => {
  const { blocks } = plan();
  const keys = blocks.map(({ arm, task }) => `${task.kind} ${armKey(arm)}`);
  expect(keys.slice(0, 6)).toEqual(arms.map((arm) => `accuracy ${arm} b4 t1`));
  for (const round of [0, 1, 2]) {
    const ran = keys.slice(6 + 6 * round, 12 + 6 * round);
    expect(ran.toSorted()).toEqual(arms.map((arm) => `latency ${arm} b1 t1`).toSorted());
  }
  expect(blocks).toHaveLength(24);
});

test("a device's threads are not those of a backend without threads, unless a suite names them", () => {
  const here = { device: { ...device, threads: 4 }, singleThreaded: new Set(["null"]) };
  const [byDevice, bySuite] = [suite, { ...suite, threads: [2] }].map((one) => {
    const { blocks } = plan({ ...here, suite: one });
    return new Set(blocks.map(({ arm }) => `${arm.backend} ${arm.threads}`));
  });
  expect(byDevice).toEqual(new Set(["null 1", "ort-node/cpu 4"]));
  expect(bySuite).toEqual(new Set(["null 2", "ort-node/cpu 2"]));
});

test("a seed gives an order and images; another seed gives others", () => {
  expect(plan()).toEqual(plan());
  const [one, two] = [1, 2].map((seed) => plan({ seed }).blocks.map(({ arm }) => armKey(arm)));
  expect(two).not.toEqual(one);
});

test("rounds are not all in one order", () => {
  const keys = plan().blocks.map(({ arm }) => armKey(arm));
  const rounds = [keys.slice(6, 12), keys.slice(12, 18), keys.slice(18)].map((r) => r.join());
  expect(new Set(rounds).size).toBeGreaterThan(1);
});

test("an arm's counts and times are shared out over its blocks", () => {
  const task = plan().blocks.at(-1)?.task;
  // 30 samples, 30 to 300 ms, in three blocks; five of seven images.
  expect(task).toMatchObject({ minSamples: 10, minMs: 10, maxMs: 100, warmUp: { maxMs: 50 } });
  const indexes = task?.kind === "latency" ? task.imageIndexes : [];
  expect(new Set(indexes).size).toBe(5);
  expect(indexes.every((i) => i >= 0 && i < 7)).toBe(true);
});

test("every batch size is measured for latency, one for accuracy", () => {
  const { blocks } = plan({ suite: { ...suite, batches: [1, 8, 8], backends: ["null"] } });
  const sizes = (kind: string) =>
    blocks.filter(({ task }) => task.kind === kind).map(({ arm }) => arm.batch);
  expect(sizes("accuracy")).toEqual([4, 4, 4]);
  expect(sizes("latency").toSorted((a, b) => a - b)).toEqual([
    ...Array.from({ length: 9 }, () => 1),
    ...Array.from({ length: 9 }, () => 8),
  ]);
});

test("the manifest lists the blocks as they run and is valid", () => {
  const { manifest, blocks } = plan();
  expect(runManifestSchema.parse(manifest)).toEqual(manifest);
  expect(manifest.blocks.map(({ id }) => id)).toEqual(blocks.map(({ id }) => id));
  expect(manifest.baselines).toEqual({ vmoe: "dense" });
  expect(manifest.id).toBe("2026-01-02T03-04-05-678Z-small");
});

test("block ids are unique plain file names, in order", () => {
  const models = [{ id: "../../é/…", hasExperts: false }];
  const ids = plan({ models }).blocks.map(({ id }) => id);
  expect(ids[0]).toBe("0000-..-..----.null.dense.b4.accuracy");
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
});

test("block ids are file names however long a model's name is", () => {
  for (let length = 80; length <= 130; length++) {
    const models = [{ id: "m".repeat(length), hasExperts: false }];
    for (const { id } of plan({ models }).blocks) expect(safeName(id)).toBe(id);
  }
});

test("a backend with limits is measured on fewer images", () => {
  const limits = [
    { backend: "ort-node/cpu", accuracyImages: 2, footprintImages: 0, proofImages: 1 },
  ];
  const { blocks } = plan({ suite: { ...suite, limits, footprintImages: 3, proofImages: 3 } });
  const counts = blocks.flatMap(({ arm, task }) => {
    if (task.kind === "latency") return [];
    const images = task.kind === "accuracy" ? task.images : task.imageIndexes.length;
    return [`${task.kind} ${arm.backend} ${images ?? "all"}`];
  });
  expect([...new Set(counts)].toSorted()).toEqual([
    "accuracy null all",
    "accuracy ort-node/cpu 2",
    "footprint null 3",
    "proof null 3",
    "proof ort-node/cpu 1",
  ]);
});

test("a limit may be of one strategy alone; the first that fits an arm holds", () => {
  const limits = [
    { backend: "null", strategy: "all-experts" as const, accuracyImages: 2 },
    { backend: "null", accuracyImages: 3 },
  ];
  const { blocks } = plan({ suite: { ...suite, backends: ["null"], limits } });
  const planned = blocks.flatMap(({ arm, task }) =>
    task.kind === "accuracy" ? [`${arm.strategy} ${task.images}`] : [],
  );
  expect(planned).toEqual(["dense 3", "gather 3", "all-experts 2"]);
});

test("a graph that takes one batch size only is asked for no other where queries don't say it", () => {
  const { blocks } = plan({
    suite: { ...suite, backends: ["null"], footprintImages: 2 },
    models: [
      { id: "dense", hasExperts: false },
      { id: "vmoe", hasExperts: false, fixedBatch: 2 },
    ],
  });
  const sizes = (model: string, kind: string) => [
    ...new Set(
      blocks
        .filter(({ arm, task }) => arm.model === model && task.kind === kind)
        .map(({ arm }) => arm.batch),
    ),
  ];
  expect([sizes("dense", "accuracy"), sizes("dense", "footprint")]).toEqual([[4], [1]]);
  expect([sizes("vmoe", "accuracy"), sizes("vmoe", "footprint")]).toEqual([[2], [2]]);
});

const now = {
  models: [
    { id: "dense", hasExperts: false },
    { id: "vmoe", hasExperts: true, baseline: "dense" },
  ],
  singleThreaded: new Set<string>(),
  splitSizes: [7],
  datasetDirs: [null],
};

test("a plan comes out the same again, images and order included", () => {
  const made = plan();
  expect(planAgain(made.manifest, now)).toEqual(made);
});

test("a plan that comes out differently is refused", () => {
  const { manifest } = plan({ device: { ...device, threads: 2 } });
  const changed = { ...manifest, device };
  expect(() => planAgain(changed, now)).toThrow("comes out differently now");
});

const armsIn = (blocks: readonly BlockPlan[]) => [
  ...new Set(blocks.map(({ arm }) => `${arm.model} ${arm.precision}`)),
];

test("what a model can't be run in is planned and not started", () => {
  const refusal = { reason: "It is finished.", remedy: "Write another." };
  const models = [
    { id: "dense", hasExperts: false, refusedPrecisions: new Map([["int8" as const, refusal]]) },
    { id: "vmoe", hasExperts: true, baseline: "dense" },
  ];
  const planned = plan({ suite: { ...suite, precisions: ["float32", "int8"] }, models });
  expect(armsIn(startedBlocks(planned)).toSorted()).toEqual([
    "dense float32",
    "vmoe float32",
    "vmoe int8",
  ]);
  expect(armsIn(planned.blocks)).toContain("dense int8");
  expect(new Set(planned.refusals.values())).toEqual(new Set([refusal]));
});
