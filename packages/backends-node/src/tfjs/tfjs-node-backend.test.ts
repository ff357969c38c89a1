import { UnsupportedError } from "@vmoe-bench/contracts";
import { conformanceCases } from "@vmoe-bench/backend/conformance";
import { describe, expect, it } from "vitest";
import { loadTfjsNode } from "./load-tfjs-node.ts";
import { tfjsNodeBackend } from "./tfjs-node-backend.ts";

const backend = tfjsNodeBackend();
const probe = await backend.probe();
const why = probe.available ? "" : ` (skipped: ${probe.reason})`;

describe.skipIf(!probe.available)(`tfjsNodeBackend${why}`, () => {
  const cases = conformanceCases(() => backend, {
    tolerance: 1e-4,
    threads: 1,
    supports: (strategy, { config: { architecture, moe } }) =>
      ["dense", "gather", "all-experts"].includes(strategy) ||
      (strategy.startsWith("split") &&
        architecture !== "mobilevit" &&
        moe?.routing === "image" &&
        moe.k === 1),
  });

  it.each(cases)("$name", async (one) => {
    await expect(one.run()).resolves.toBeUndefined();
  });

  it("gives the versions that could change a number", () => {
    expect(probe.available && Object.keys(probe.versions).toSorted()).toEqual([
      "tensorflow",
      "tfjs-core",
      "tfjs-node",
    ]);
  });

  it("refuses another thread count in the same process", async () => {
    await loadTfjsNode({ threads: 1 });
    await expect(loadTfjsNode({ threads: 2 })).rejects.toThrow(UnsupportedError);
  });

  it("leaves no tensor behind", async () => {
    const tf = await loadTfjsNode({ threads: 1 });
    const before = tf.memory().numTensors;
    for (const one of cases) await one.run();
    expect(tf.memory().numTensors).toBe(before);
  });
});
