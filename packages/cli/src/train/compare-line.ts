import { join } from "node:path";
import { quoted } from "@vmoe-bench/bench/run";
import { writeTestList } from "@vmoe-bench/train/jobs";

/**
 * How models are measured on the images that they were not trained on; writes which these are where
 * no folder says it.
 * @param out where a list of them goes
 * @throws FileNotWritableError
 */
export async function compareLine(
  images: Parameters<typeof writeTestList>[0],
  models: readonly string[],
  out: string,
): Promise<string[]> {
  if (models.length === 0) return [];
  const test = await writeTestList(images, join(out, "test-images.csv"));
  if (test === undefined) return ["The test images are parts of shards, which `run` reads whole."];
  const { data, labels } = test;
  const words = [...models.map((model) => `${model}/`), "--data", data];
  const list = labels === undefined ? [] : ["--labels", labels];
  return [
    `Measure them: ${["vmoe-bench run --model", ...[...words, ...list].map(quoted)].join(" ")}`,
  ];
}
