import { fileURLToPath } from "node:url";
import { loadRecipe, type Recipe, type TrainingData } from "@vmoe-bench/train";
import type { DatasetInfo, Split, SplitName } from "@vmoe-bench/dataset";
import { seededRandom } from "@vmoe-bench/measure";

/** The recipe whose steps are timed: of the size that is trained most, on data that is made up. */
export function benchRecipe(): Promise<Recipe> {
  return loadRecipe(
    fileURLToPath(new URL("../../recipes/bench-vit-6x64-cifar10.json", import.meta.url)),
  );
}

const images: Record<SplitName, number> = { train: 6_400, test: 128 };

/** A few random images of a data set's shape, with each label as often: for what needs only time. */
export function randomData(info: DatasetInfo): TrainingData {
  return { train: randomSplit(info, "train"), test: randomSplit(info, "test") };
}

function randomSplit(info: DatasetInfo, split: SplitName): Split {
  const count = images[split];
  const { channels, height, width } = info;
  const random = seededRandom(1);
  const pixels = new Uint8Array(count * channels * height * width).map(() => random.integer(256));
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
