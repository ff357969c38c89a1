import { expect, test } from "vitest";
import type { DryRun } from "@vmoe-bench/runner";
import { plain, rowsOf, type RunData } from "@vmoe-bench/report";
import { on, together, wholeRun, withEnds } from "@vmoe-bench/report/testing";
import { dryRunText, endOfRun } from "./run-text.ts";

const times = { blocks: 30, leastBlocks: 5, leastSeconds: 17.5, mostSeconds: 105 };
const planned: DryRun = {
  ...times,
  budgetSeconds: null,
  arms: [{ task: "latency", arm: "vit@null dense b1 t1", ...times }],
};

test("a suite without a time of its own is announced as one figure, and what may follow", () => {
  expect(dryRunText(planned)).toContain(
    "5 to 30 blocks, about 18 s, and more rounds where intervals stay wide. Nothing was run.",
  );
  expect(dryRunText(planned)).toMatch(/vit@null dense b1 t1 +5 to 30 +18 s$/m);
});

test("a suite with a time of its own takes at most that", () => {
  const within = { ...planned, mostSeconds: 60, budgetSeconds: 60 };
  expect(dryRunText(within)).toContain("5 to 30 blocks, at most 1 min 00 s. Nothing was run.");
});

const terminal = { width: 80, paint: plain };
/** Longer than the folder of a user's results. */
const dir = `/home/somebody/Documents/measurements/${"phones/".repeat(3)}local/2026-01-02-default`;

/** All that is on the screen, as stdout and stderr come. */
function screen(run: RunData, status: "finished" | "aborted", folder = dir): string[] {
  const { answer, footer, stopped } = endOfRun(
    { ...run, dir: folder },
    { status },
    177_000,
    false,
    terminal,
  );
  return [
    ...answer.split("\n"),
    ...footer,
    ...(stopped === undefined ? [] : [`error: ${stopped.message}`, `       ${stopped.remedy}`]),
  ];
}

/** Every round of two of three backends has blocks that failed: two causes of less trust and more. */
function worst(): RunData {
  return together(
    withEnds(wholeRun({ sparseMs: 0.46 }), { 0: "failed", 6: "failed", 7: null }),
    on(
      "tfjs-node/cpu",
      withEnds(wholeRun({ denseMs: 6, sparseMs: 5 }), { 1: "failed", 5: "failed" }),
    ),
    on(
      "ort-web/wasm",
      withEnds(wholeRun({ denseMs: 3, sparseMs: 4 }), { 3: "failed", 7: "aborted" }),
    ),
  );
}

test("the whole end of a run fits 20 lines of 80 columns, whatever happened", () => {
  for (const run of [wholeRun(), worst()])
    for (const status of ["finished", "aborted"] as const)
      for (const folder of [dir, "/r/local/1", `/${"very-long-name/".repeat(12)}local/1`]) {
        const lines = screen(run, status, folder);
        expect(rowsOf(lines, 80)).toBeLessThanOrEqual(20);
      }
});

test("the worst case still says who is better, how sure that is, and how to go on", () => {
  expect(screen(worst(), "aborted").join("\n")).toMatchInlineSnapshot(`
    "UNFINISHED: 17 of 24 blocks completed; what follows may still change.
    The V-MoE is better here: faster on tfjs-node/cpu, no accuracy difference shown.
    V-MoE vmoe-6x64 against dense dense-6x64; fashion-mnist, test; batch 1, 1
      thread; Two cores
    Accuracy: +10.00 points [0.00, +30.00], paired on 10 images; top-1 100.00
      against 90.00 %.
    Latency: ort-node/cpu 1.00 [1.00, 1.00]; tfjs-node/cpu 0.83 [0.83, 0.83];
      ort-web/wasm failed.
    5 blocks failed: It fell over. Run it again.
    Trust: semi-valid. 2 causes.
    All tables:
      vmoe-bench compare --full /home/somebody/Documents/measurements/phones/phones/phones/local/2026-01-02-default
    Records: /home/somebody/Documents/measurements/phones/phones/phones/local/2026-01-02-default
    Took 2 min 57 s.
    error: The run was stopped before its last block.
           The blocks that finished are kept. Go on with: vmoe-bench run --resume /home/somebody/Documents/measurements/phones/phones/phones/local/2026-01-02-default"
  `);
});

test("where there is room, each backend has its line, and what to do next", () => {
  expect(screen(wholeRun(), "finished", "/r/local/1").join("\n")).toMatchInlineSnapshot(`
    "The dense model is better here: faster, no accuracy difference shown.
    V-MoE vmoe-6x64 against dense dense-6x64; fashion-mnist, test; batch 1, 1
      thread; Two cores
    Accuracy: +10.00 points [0.00, +30.00], paired on 10 images; top-1 100.00
      against 90.00 %.
    Latency over its baseline's [95 %], both medians; best strategy of each backend:
      ort-node/cpu gather  1.10 [1.10, 1.10], 0.504 / 0.458 ms
    Trust: valid.
    All tables: vmoe-bench compare --full /r/local/1
    Records: /r/local/1
    Took 2 min 57 s."
  `);
});
