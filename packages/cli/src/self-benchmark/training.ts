import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadTfjsNode } from "@vmoe-bench/backend-tfjs-node";
import { datasets, type DatasetInfo, type Split, type SplitName } from "@vmoe-bench/dataset";
import { loadRecipe, train } from "@vmoe-bench/train";
import { recipePath } from "../project.ts";
import type { Figure } from "./figures.ts";

const limit = 450;
const images: Record<SplitName, number> = { train: 6_400, test: 128 };

/** A training step at 6x64 and 64 tokens, batch 128, on 2 threads; random pixels of CIFAR-10's shape. */
export async function measureTraining(): Promise<Figure[]> {
  await loadTfjsNode({ threads: 2 });
  const recipe = await loadRecipe(await recipePath("bench-vit-6x64-cifar10"));
  const info = datasets.find(({ name }) => name === recipe.settings.dataset);
  if (info === undefined) throw new Error("The benchmark's recipe names an unknown data set.");
  const directory = await mkdtemp(join(tmpdir(), "vmoe-bench-self-"));
  try {
    const data = { train: randomSplit(info, "train"), test: randomSplit(info, "test") };
    const { record } = await train(recipe, data, { directory, resume: false });
    const best = Math.max(...record.curve.map(({ imagesPerSecond }) => imagesPerSecond));
    return [
      {
        name: "training, 6x64, 64 tokens, batch 128, 2 threads",
        value: best,
        text: `${best.toFixed(0)} images/s`,
        target: `at least ${limit} images/s`,
        met: best >= limit,
      },
    ];
  } finally {
    await rm(directory, { recursive: true });
  }
}

function randomSplit(info: DatasetInfo, split: SplitName): Split {
  const count = images[split];
  const { channels, height, width } = info;
  let state = 1;
  const pixels = new Uint8Array(count * channels * height * width).map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
  return {
    info,
    split,
    count,
    labels: Uint8Array.from({ length: count }, (_, i) => i % info.classes.length),
    images: { count, channels, height, width, pixels },
    sha256: "0".repeat(64),
    folder: "",
  };
}
