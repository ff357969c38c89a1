import { armSchema, type Arm, type BlockRecord } from "@vmoe-bench/contracts";
import { expect, it } from "vitest";
import { wholeRun } from "@vmoe-bench/report/testing";
import { runProgress } from "./run-progress.ts";
import { StatusLine } from "../terminal/print.ts";

const common = {
  schemaVersion: 1,
  runId: "r",
  blockId: "b",
  deviceId: "local",
  suiteVersion: "1.0",
  arm: armSchema.parse({
    model: "vit",
    backend: "null",
    strategy: "dense",
    batch: 1,
    threads: 1,
  }),
  task: "latency",
  startedAt: "2026-01-01T00:00:00.000Z",
  endedAt: "2026-01-01T00:00:01.000Z",
} as const;

const unsupported = (changes: Partial<Arm>, reason: string, position: number): BlockRecord => ({
  ...common,
  arm: { ...common.arm, ...changes },
  position,
  status: "unsupported",
  reason,
  remedy: "None.",
});

it("says once that a model can't be run on a backend, and nothing of what was left out before", () => {
  const lines: string[] = [];
  const terminal = { columns: 80, write: (text: string) => lines.push(text) > 0 };
  const progress = runProgress(new StatusLine(terminal));
  const { manifest } = wholeRun();
  progress.planned?.(manifest, 0, new Set(["bad@null dense b1 t1"]));
  lines.length = 0;
  const records = [
    unsupported({ batch: 64 }, "No kernel.", 0),
    unsupported({ batch: 1 }, "No kernel.", 1),
    unsupported({ backend: "ort-web/wasm" }, "No browser.", 2),
    unsupported({ model: "bad" }, "It is a page.", 3),
  ];
  for (const one of records) progress.blockEnded?.(one, 0);
  expect(lines.map((line) => line.replace(/^.*] /, ""))).toEqual([
    "latency vit@null dense b64 t1: unsupported: No kernel.\n",
    "latency vit@ort-web/wasm dense b1 t1: unsupported: No browser.\n",
  ]);
});

it("says in a line how each block ended", () => {
  const lines: string[] = [];
  const terminal = { columns: 80, write: (text: string) => lines.push(text) > 0 };
  const progress = runProgress(new StatusLine(terminal));
  const records: BlockRecord[] = [
    { ...common, position: 0, status: "unsupported", reason: "No native part.", remedy: "Set up." },
    {
      ...common,
      position: 1,
      status: "failed",
      failure: { code: "crash", message: "It crashed.", remedy: "Report it." },
    },
    { ...common, position: 2, status: "aborted" },
  ];
  for (const record of records) progress.blockEnded?.(record, 0);
  expect(lines.join("")).toMatchInlineSnapshot(`
    "[1/0] latency vit@null dense b1 t1: unsupported: No native part.
    [2/0] latency vit@null dense b1 t1: failed: It crashed.
    [3/0] latency vit@null dense b1 t1: aborted
    "
  `);
});
