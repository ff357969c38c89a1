import { expect, test } from "vitest";
import { readRun } from "../store/read-run.ts";
import { createRunStore } from "../store/run-store.ts";
import { plan, suite, temporaryFolder } from "../testing/suite.ts";
import { harness, hostProvenance, mockHost, prepare } from "../testing/host.ts";
import { runSuite } from "./run-suite.ts";

async function run(software: boolean) {
  const made = plan({ suite: { ...suite, software } });
  const store = await createRunStore(await temporaryFolder(), made.manifest);
  const inner = mockHost();
  const ran: string[] = [];
  await runSuite({
    plan: made,
    store,
    harness,
    prepare,
    host: {
      async run(block, onEvent, signal) {
        ran.push(block.arm.backend);
        if (block.arm.backend === "null") return inner.run(block, onEvent, signal);
        const runtime = { ...hostProvenance.runtime, adapter: "SwiftShader", software: true };
        onEvent({ type: "started", provenance: { ...hostProvenance, runtime } });
        if (signal.aborted) return { type: "aborted" };
        return inner.run(block, () => undefined, signal);
      },
    },
  });
  const { records } = await readRun(store.dir);
  const emulated = records.filter(({ arm }) => arm.backend === "ort-node/cpu");
  return { started: ran.filter((backend) => backend === "ort-node/cpu").length, emulated };
}

test("a backend that emulates its hardware is started once, and none of its arms is measured", async () => {
  const { started, emulated } = await run(false);
  expect(started).toBe(1);
  // 3 arms: an accuracy block and 3 rounds each.
  expect(emulated).toHaveLength(12);
  for (const record of emulated)
    expect(record).toMatchObject({
      status: "unsupported",
      reason: "emulated here (SwiftShader)",
    });
});

test("it is measured where that is asked for", async () => {
  const { started, emulated } = await run(true);
  expect(started).toBe(12);
  expect(emulated.every(({ status }) => status === "completed")).toBe(true);
});
