import { UnsupportedError, type Block } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { nullBackend } from "../null/index.ts";
import { runBlock, type BlockHost } from "./run-block.ts";

const block: Block = {
  id: "b",
  arm: {
    model: "m",
    backend: "null",
    data: null,
    strategy: "dense",
    expertCap: null,
    precision: "float32",
    batch: 1,
    threads: 1,
    scenario: { kind: "single-stream" },
    control: "none",
  },
  task: { kind: "accuracy", reference: null },
  files: "",
  images: "",
  dataset: { name: "d", split: "test", dir: null },
};

const never = () => Promise.reject(new RangeError("It went on."));

/** A host whose backend counts how often its runtime is looked for; it gets no further than that. */
function host() {
  let looked = 0;
  const backend = nullBackend();
  const counting: BlockHost = {
    openBackend: async () => ({
      ...backend,
      probe: () => {
        looked++;
        return backend.probe();
      },
    }),
    readModel: never,
    openFiles: never,
    openImages: never,
    readArtifact: never,
    memory: undefined,
    facts: never,
    emit() {},
  };
  return { counting, looked: () => looked };
}

test("a runtime that was looked for before is not looked for again", async () => {
  const { counting, looked } = host();
  const probe = { available: false, reason: "It has no AVX", remedy: "Use another CPU." } as const;
  await expect(runBlock({ ...block, probe }, counting)).rejects.toThrow(
    new UnsupportedError("null: It has no AVX", "Use another CPU."),
  );
  expect(looked()).toBe(0);
});

test("without that, the block looks for itself", async () => {
  const { counting, looked } = host();
  await expect(runBlock(block, counting)).rejects.toThrow("It went on.");
  expect(looked()).toBe(1);
});
