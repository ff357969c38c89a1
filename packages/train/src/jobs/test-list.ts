import { dirname } from "node:path";
import { writeFileWhole } from "@vmoe-bench/files";
import type { NamedTrainAndTest } from "@vmoe-bench/dataset/images";

/** Where a run finds the images that a model was not trained on. */
export interface TestData {
  /** For `run --data`. */
  readonly data: string;
  /** For `run --labels`; undefined where the folders say it. */
  readonly labels: string | undefined;
}

/**
 * Writes which images are for the test, where they were chosen by a seed.
 * @returns undefined for shards, of which no list can be read
 * @throws FileNotWritableError
 */
export async function writeTestList(
  { isCut, train, test }: NamedTrainAndTest,
  file: string,
): Promise<TestData | undefined> {
  const { root } = train;
  if (!isCut) return { data: root, labels: undefined };
  if (test.layout === "tar shards") return undefined;
  const rows = test.images.map(({ name, label }) => [name, test.classes[label] ?? String(label)]);
  const text = [["path", "label"], ...rows].map((row) => row.map(cell).join(",")).join("\n");
  await writeFileWhole(file, `${text}\n`);
  return { data: test.labelsFrom === root ? dirname(root) : root, labels: file };
}

function cell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
