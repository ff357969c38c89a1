import type { Arm } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { renderCsv } from "../format/csv.ts";
import { renderMarkdown } from "../format/markdown.ts";
import type { RunData } from "../summary/run-data.ts";
import { summarise } from "../summary/summarise.ts";
import { on, together, wholeRun, withAccuracy, withEnds, withLatency } from "../testing/run.ts";
import { answerLines } from "./answer-lines.ts";
import { answerOf } from "./answer.ts";

const next = { resume: "vmoe-bench run --resume run-1", full: "vmoe-bench compare --full run-1" };

/** As a terminal of 80 by 24 shows it. */
function shown(...runs: readonly RunData[]): string {
  const lines = answerLines(
    runs.map((run) => answerOf(summarise(run))),
    next,
  );
  expect(lines.length).toBeLessThanOrEqual(20);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  return lines.join("\n");
}

const allUnsupported = Object.fromEntries(
  Array.from({ length: 8 }, (_, i) => [i, "unsupported" as const]),
);

/** Both models see a thousand images; the sparse one has `sparse` of them right, the dense one 500. */
function counted(run: RunData, sparse: number): RunData {
  const labels = Array.from({ length: 1_000 }, (_, i) => (i < 999 ? 1 : 2));
  return withAccuracy(run, (measurement, position) => ({
    ...measurement,
    labels,
    predicted: labels.map((label, i) => (i < (position % 2 === 0 ? 500 : sparse) ? label : 0)),
    classes: null,
    reference: null,
  }));
}

function renamed<T extends { readonly arm: Arm }>(one: T): T {
  const model = one.arm.model.startsWith("vmoe") ? "b.onnx" : "a.onnx";
  return { ...one, arm: { ...one.arm, model, strategy: "dense" } };
}

function bySplit(arm: Arm): Arm {
  return arm.model === "vmoe-6x64" ? { ...arm, strategy: "split" } : arm;
}

/** Two files, as `--model a.onnx b.onnx` has them. */
function asFiles({ manifest, records, end }: RunData): RunData {
  return {
    end,
    manifest: {
      ...manifest,
      suite: { ...manifest.suite, models: ["a.onnx", "b.onnx"] },
      baselines: { "b.onnx": "a.onnx" },
      blocks: manifest.blocks.map(renamed),
    },
    records: records.map(renamed),
  };
}

test("dense is better, on both backends", () => {
  const run = together(wholeRun(), on("tfjs-node/cpu", wholeRun({ denseMs: 5, sparseMs: 6 })));
  expect(shown(run)).toMatchInlineSnapshot(`
    "The dense model is better here: faster on all backends, no accuracy difference
      shown.
    V-MoE vmoe-6x64 against dense dense-6x64; fashion-mnist, test; batch 1, 1
      thread; Two cores
    Accuracy: +10.00 points [0.00, +30.00], paired on 10 images; top-1 100.00
      against 90.00 %.
    Latency over its baseline's [95 %], both medians; best strategy of each backend:
      ort-node/cpu gather   1.10 [1.10, 1.10], 0.504 / 0.458 ms
      tfjs-node/cpu gather  1.20 [1.20, 1.20], 6.00 / 5.00 ms
    Trust: valid.
    All tables: vmoe-bench compare --full run-1"
  `);
});

test("sparse is better", () => {
  expect(shown(counted(wholeRun({ sparseMs: 0.4 }), 600))).toMatchInlineSnapshot(`
    "The V-MoE is better here: more accurate, faster.
    V-MoE vmoe-6x64 against dense dense-6x64; fashion-mnist, test; batch 1, 1
      thread; Two cores
    Accuracy: +10.00 points [+8.20, +11.90], paired on 1000 images; top-1 60.00
      against 50.00 %.
    Latency over its baseline's [95 %], both medians; best strategy of each backend:
      ort-node/cpu gather  0.87 [0.87, 0.87], 0.400 / 0.458 ms
    Trust: semi-valid.
    - Its outputs were not compared with the reference interpreter's. Compare them:
      --reference 32.
    All tables: vmoe-bench compare --full run-1"
  `);
});

test("no difference is shown, and what could show one", () => {
  expect(shown(wholeRun({ sparseMs: 0.46 }))).toMatchInlineSnapshot(`
    "No difference shown between the two.
    V-MoE vmoe-6x64 against dense dense-6x64; fashion-mnist, test; batch 1, 1
      thread; Two cores
    Accuracy: +10.00 points [0.00, +30.00], paired on 10 images; top-1 100.00
      against 90.00 %.
    Latency over its baseline's [95 %], both medians; best strategy of each backend:
      ort-node/cpu gather  1.00 [1.00, 1.00], 0.460 / 0.458 ms
    Trust: valid.
    A smaller difference needs more time: vmoe-bench run --time 10m
    All tables: vmoe-bench compare --full run-1"
  `);
});

test("backends that disagree, and one is unsupported", () => {
  const run = together(
    wholeRun(),
    on("tfjs-node/cpu", wholeRun({ denseMs: 6, sparseMs: 5 })),
    on("ort-web/webgpu", withEnds(wholeRun(), allUnsupported)),
  );
  expect(shown(run)).toMatchInlineSnapshot(`
    "It depends on the backend: the V-MoE is faster on tfjs-node/cpu and slower on
      ort-node/cpu; no accuracy difference shown.
    V-MoE vmoe-6x64 against dense dense-6x64; fashion-mnist, test; batch 1, 1
      thread; Two cores
    Accuracy: +10.00 points [0.00, +30.00], paired on 10 images; top-1 100.00
      against 90.00 %.
    Latency over its baseline's [95 %], both medians; best strategy of each backend:
      ort-node/cpu gather   1.10 [1.10, 1.10], 0.504 / 0.458 ms
      tfjs-node/cpu gather  0.83 [0.83, 0.83], 5.00 / 6.00 ms
      ort-web/webgpu        unsupported: There is no driver. Install it.
    Trust: valid.
    All tables: vmoe-bench compare --full run-1"
  `);
});

test("nothing that was asked for is supported here", () => {
  expect(shown(withEnds(wholeRun(), allUnsupported))).toMatchInlineSnapshot(`
    "No answer: the two could not be compared.
    V-MoE vmoe-6x64 against dense dense-6x64; fashion-mnist, test; batch 1, 1
      thread; Two cores
    Accuracy: not compared on the same images.
    Latency over its baseline's [95 %], both medians; best strategy of each backend:
      ort-node/cpu  unsupported: There is no driver. Install it.
    All tables: vmoe-bench compare --full run-1"
  `);
});

test("a run that was stopped says so in its first line, in every export", () => {
  const stopped = withEnds(wholeRun(), { 6: null, 7: "aborted" });
  expect(shown(stopped)).toMatchInlineSnapshot(`
    "UNFINISHED: 6 of 8 blocks completed; what follows may still change.
    The dense model is better here: faster, no accuracy difference shown.
    V-MoE vmoe-6x64 against dense dense-6x64; fashion-mnist, test; batch 1, 1
      thread; Two cores
    Accuracy: +10.00 points [0.00, +30.00], paired on 10 images; top-1 100.00
      against 90.00 %.
    Latency over its baseline's [95 %], both medians; best strategy of each backend:
      ort-node/cpu gather  1.10 [1.10, 1.10], 0.504 / 0.458 ms
    Trust: semi-valid.
    - It has fewer samples or rounds than its profile asks for. It was measured for
      less time than its profile asks for. Measure longer: a longer --time, or run
      full --profile standard.
    Go on: vmoe-bench run --resume run-1
    All tables: vmoe-bench compare --full run-1"
  `);
  const summary = summarise(stopped);
  expect(summary.unfinished).toBe(true);
  expect(renderMarkdown(summary)).toMatch(/^\*\*UNFINISHED: 6 of 8 blocks completed;/);
  expect(renderCsv([summary]).match(/,yes,\d,\d,/g)).toHaveLength(2);
});

test("blocks that failed are one line, whatever they were", () => {
  expect(shown(withEnds(wholeRun(), { 6: "failed", 7: "failed" }))).toMatchInlineSnapshot(`
    "The dense model is better here: faster, no accuracy difference shown.
    V-MoE vmoe-6x64 against dense dense-6x64; fashion-mnist, test; batch 1, 1
      thread; Two cores
    Accuracy: +10.00 points [0.00, +30.00], paired on 10 images; top-1 100.00
      against 90.00 %.
    Latency over its baseline's [95 %], both medians; best strategy of each backend:
      ort-node/cpu gather  1.10 [1.10, 1.10], 0.504 / 0.458 ms
    2 blocks failed: It fell over. Run it again.
    Trust: semi-valid.
    - It has fewer samples or rounds than its profile asks for. It was measured for
      less time than its profile asks for. Measure longer: a longer --time, or run
      full --profile standard.
    Go on: vmoe-bench run --resume run-1
    All tables: vmoe-bench compare --full run-1"
  `);
});

test("several devices, the pair of each", () => {
  expect(shown(wholeRun(), wholeRun({ deviceName: "A phone", denseMs: 4, sparseMs: 3 })))
    .toMatchInlineSnapshot(`
      "Two cores: The dense model is better here: faster, no accuracy difference shown.
      V-MoE vmoe-6x64 against dense dense-6x64; fashion-mnist, test; batch 1, 1 thread
      Accuracy: +10.00 points [0.00, +30.00], paired on 10 images; top-1 100.00
        against 90.00 %.
      Latency over its baseline's [95 %], both medians; best strategy of each backend:
        ort-node/cpu gather  1.10 [1.10, 1.10], 0.504 / 0.458 ms
      Trust: valid.
      A phone: The V-MoE is better here: faster, no accuracy difference shown.
      V-MoE vmoe-6x64 against dense dense-6x64; fashion-mnist, test; batch 1, 1 thread
      Accuracy: +10.00 points [0.00, +30.00], paired on 10 images; top-1 100.00
        against 90.00 %.
      Latency over its baseline's [95 %], both medians; best strategy of each backend:
        ort-node/cpu gather  0.75 [0.75, 0.75], 3.00 / 4.00 ms
      Trust: valid.
      All tables: vmoe-bench compare --full run-1"
    `);
});

test("many devices are told as far as there is room", () => {
  const many = Array.from({ length: 12 }, (_, i) => wholeRun({ deviceName: `Phone ${i}` }));
  expect(shown(...many)).toMatch(/^\d+ more runs\.$/m);
});

test("no pair at all", () => {
  const { manifest, ...rest } = wholeRun();
  expect(shown({ ...rest, manifest: { ...manifest, baselines: {} } })).toMatchInlineSnapshot(`
    "No answer: nothing here was measured beside what it is compared with.
    Compare two: vmoe-bench run --model A B
    All tables: vmoe-bench compare --full run-1"
  `);
});

test("files that are compared with each other are called by their names", () => {
  expect(shown(asFiles(wholeRun()))).toMatchInlineSnapshot(`
    "a.onnx is better here: faster, no accuracy difference shown.
    b.onnx against a.onnx; fashion-mnist, test; batch 1, 1 thread; Two cores
    Accuracy: +10.00 points [0.00, +30.00], paired on 10 images; top-1 100.00
      against 90.00 %.
    Latency over that of a.onnx [95 %], and both medians:
      ort-node/cpu  1.10 [1.10, 1.10], 0.504 / 0.458 ms
    Trust: valid.
    All tables: vmoe-bench compare --full run-1"
  `);
});

test("of several strategies the fastest is told, with how many there were", () => {
  const run = wholeRun();
  const slower = wholeRun({ sparseMs: 0.6 });
  const both: RunData = {
    ...run,
    manifest: {
      ...run.manifest,
      blocks: [
        ...run.manifest.blocks,
        ...slower.manifest.blocks
          .filter(({ arm }) => arm.model === "vmoe-6x64")
          .map((block) => ({ ...block, id: `split ${block.id}`, arm: bySplit(block.arm) })),
      ],
    },
    records: [
      ...run.records,
      ...slower.records
        .filter(({ arm }) => arm.model === "vmoe-6x64")
        .map((record) => ({
          ...record,
          blockId: `split ${record.blockId}`,
          arm: bySplit(record.arm),
        })),
    ],
  };
  expect(shown(both)).toContain("ort-node/cpu gather (of 2)  1.10 [1.10, 1.10], 0.504 / 0.458 ms");
});

test("a pass that ended sooner says of how many images each top-1 is", () => {
  const run = withAccuracy(wholeRun(), (measurement, position) => {
    if (position % 2 === 0) return measurement;
    const { labels, predicted } = measurement;
    return { ...measurement, labels: labels.slice(0, 5), predicted: predicted.slice(0, 5) };
  });
  // The dense model has 9 of 10 right, and 4 of the first five; the sparse one all of them.
  expect(shown(run)).toContain(
    [
      "Accuracy: +20.00 points [0.00, +60.00], paired on 5 images; top-1 100.00 % of 5",
      "  against 90.00 % of 10.",
    ].join("\n"),
  );
});

test("on a phone's page a remedy is one that a person can follow there", () => {
  const run = counted(wholeRun({ sparseMs: 0.4 }), 600);
  const manifest = { ...run.manifest, command: "vmoe-bench join --seed 1" };
  const drifting = withLatency({ ...run, manifest }, (measurement) => ({
    ...measurement,
    samplesMs: measurement.samplesMs.map((ms, i) => (i < 50 ? ms : 1.2 * ms)),
  }));
  expect(shown(drifting)).toContain(
    [
      "Trust: semi-valid.",
      "- Its outputs were not compared with the reference interpreter's. Compare them:",
      "  give join --reference 32.",
      "- Its latency moved by more than 5 % from a block's first quarter to its last.",
      "  Let the device cool, close other apps, and measure it again.",
    ].join("\n"),
  );
});

test("a backend that gives other classes is told as a cause of less trust", () => {
  const run = counted(wholeRun(), 600);
  const other = withAccuracy(on("tfjs-node/cpu", run), (measurement) => ({
    ...measurement,
    predicted: measurement.predicted.map((label, i) => (i === 3 ? 9 : label)),
  }));
  expect(shown(together(run, other))).toContain(
    [
      "Trust: semi-valid.",
      "- tfjs-node/cpu: It gives images other classes than the run's other ways to run",
      "  the same model. Use another version of the runtime, or another strategy.",
    ].join("\n"),
  );
});

test("a command that is longer than a line stays whole, so that it can be copied", () => {
  const full = `vmoe-bench compare --full '/home/me/my results/${"deep/".repeat(12)}run 1'`;
  const lines = answerLines([answerOf(summarise(wholeRun()))], { resume: null, full });
  expect(lines.slice(-2)).toEqual(["All tables:", `  ${full}`]);
});
