import { armSchema, type BlockRecord } from "@vmoe-bench/contracts";
import { expect, it } from "vitest";
import { runProgress } from "./run-progress.ts";
import { StatusLine } from "../terminal/status-line.ts";

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
