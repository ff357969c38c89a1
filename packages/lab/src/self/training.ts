import { loadTfjsNode } from "@vmoe-bench/backends-node/tfjs";
import { datasets } from "@vmoe-bench/dataset";
import { temporaryFolder } from "@vmoe-bench/files";
import { train } from "@vmoe-bench/train";
import { benchRecipe, randomData } from "../training/bench-steps.ts";
import { type Figure, atLeast } from "../figure.ts";

const limit = 450;

/** A training step at 6x64 and 64 tokens, batch 128, on 2 threads; random pixels of CIFAR-10's shape. */
export async function measureTraining(): Promise<Figure[]> {
  await loadTfjsNode({ threads: 2 });
  const recipe = await benchRecipe();
  const info = datasets.find(({ name }) => name === recipe.settings.dataset);
  if (info === undefined) throw new Error("The benchmark's recipe names an unknown data set.");
  const folder = temporaryFolder("self");
  try {
    const { curve } = await train(recipe, randomData(info), {
      directory: folder.path,
      resume: false,
      commit: "not recorded",
    });
    const best = Math.max(...curve.map(({ imagesPerSecond }) => imagesPerSecond));
    const name = "training, 6x64, 64 tokens, batch 128, 2 threads";
    return [atLeast(name, best, `${best.toFixed(0)} images/s`, limit, " images/s")];
  } finally {
    folder.remove();
  }
}
