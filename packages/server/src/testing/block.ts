import { blockSchema, type Block, type HostEvent } from "@vmoe-bench/contracts";

export function blockNamed(id: string): Block {
  return blockSchema.parse({
    id,
    arm: {
      model: "dense",
      backend: "ort-web/wasm",
      strategy: "dense",
      batch: 1,
      threads: 1,
    },
    task: { kind: "accuracy" },
    files: "/models/0/",
    images: "/data/fashion-mnist/test/",
    dataset: { name: "fashion-mnist", split: "test", dir: null },
  });
}

export const progress: HostEvent = { type: "progress", done: 1, total: 2 };
export const unsupported = { type: "unsupported", reason: "No.", remedy: "None." } as const;
export const never: AbortSignal = new AbortController().signal;
