import {
  armSchema,
  type BlockPlan,
  type BlockRecord,
  type PageEntry,
  type RunProgress,
} from "@vmoe-bench/contracts";
import { wholeRun } from "@vmoe-bench/report/testing";
import { expect, test } from "vitest";
import { phoneProgress } from "./phone-text.ts";

const arm = armSchema.parse({
  model: "vit",
  backend: "ort-web/wasm",
  strategy: "dense",
  batch: 1,
  threads: 1,
});
const block: BlockPlan = {
  id: "a",
  arm,
  task: { kind: "accuracy", reference: null },
  dataset: { name: "fashion-mnist", split: "test", dir: null },
};

/** A phone whose run was announced as a minute, and a clock. */
function measured() {
  const clock = { now: 5_000 };
  const told: { progress: RunProgress; entry: PageEntry | undefined }[] = [];
  const lines: string[] = [];
  const reporter = phoneProgress(
    { tell: (progress, entry) => void told.push({ progress, entry }) },
    (text) => lines.push(text),
    () => clock.now,
  );
  const { manifest, records } = wholeRun();
  reporter.planned?.(manifest, 60_000, new Set());
  return { clock, told, lines, reporter, records };
}

test("a phone hears how much of the whole run is over, and its line on the terminal says it", () => {
  const { clock, told, lines, reporter } = measured();
  clock.now += 15_000;
  reporter.blockStarted?.(block, 0);
  expect(told.map(({ progress }) => progress)).toEqual([
    { elapsedMs: 0, leftMs: 60_000, pause: null },
    { elapsedMs: 15_000, leftMs: 45_000, pause: null },
  ]);
  expect(lines).toEqual(["0 %, 1 min 00 s left", "25 %, 45 s left"]);
});

test("a try that was thrown away is called so, and the pause that follows", () => {
  const { told, reporter } = measured();
  reporter.coolingDown?.(block, 1, 10_000);
  expect(told.at(-1)).toMatchObject({
    progress: { pause: "This device is throttled. It cools down for 10 s." },
    entry: {
      what: "Accuracy · vit@ort-web/wasm dense b1 t1",
      outcome: "throttled: this try was thrown away, and it is measured again (1 of 3)",
      status: "discarded",
    },
  });
  reporter.blockStarted?.(block, 0);
  expect(told.at(-1)?.progress.pause).toBeNull();
});

test("a backend that does not run is told once, not once an arm", () => {
  const { told, reporter, records } = measured();
  const [first] = records;
  if (first === undefined) throw new Error("The run has no record.");
  const { schemaVersion, runId, suiteVersion, blockId, position, deviceId, task } = first;
  const { startedAt, endedAt } = first;
  const common = { schemaVersion, runId, suiteVersion, blockId, position, deviceId, task };
  const refused = (strategy: "dense" | "split"): BlockRecord => ({
    ...common,
    startedAt,
    endedAt,
    arm: { ...arm, strategy },
    status: "unsupported",
    reason: "There is no WebGPU.",
    remedy: "",
  });
  for (const strategy of ["dense", "split"] as const) reporter.blockEnded?.(refused(strategy), 0);
  const entries = told.flatMap(({ entry }) => (entry === undefined ? [] : [entry]));
  expect(entries).toEqual([
    { what: "ort-web/wasm", outcome: "unsupported: There is no WebGPU.", status: "unsupported" },
  ]);
});
