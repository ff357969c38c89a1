import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { summarise } from "@vmoe-bench/report";
import { runBenchmark } from "../run/run-benchmark.ts";
import type { Figure } from "./figures.ts";

const limit = 1.05;

/** The V-MoE (gather) over its dense twin on onnxruntime-node, as the default suite measures it. */
export async function measureSparseRatio(): Promise<Figure[]> {
  const out = await mkdtemp(join(tmpdir(), "vmoe-bench-self-"));
  try {
    const { run } = await runBenchmark("default", {
      device: "local",
      backends: ["ort-node/cpu"],
      models: undefined,
      strategies: undefined,
      batches: undefined,
      profile: "quick",
      images: 1_000,
      dataDir: undefined,
      seed: undefined,
      out,
    });
    return summarise(run).rows.flatMap(({ arm, ratio }) =>
      ratio === null
        ? []
        : [
            {
              name: `${arm.model} over its dense twin, ${arm.backend}, ${arm.strategy}, batch 1`,
              value: ratio.ratio,
              text: `${ratio.ratio.toFixed(3)} [${ratio.low.toFixed(3)}, ${ratio.high.toFixed(3)}]`,
              target: `at most ${limit}`,
              met: ratio.ratio <= limit,
            },
          ],
    );
  } finally {
    await rm(out, { recursive: true });
  }
}
