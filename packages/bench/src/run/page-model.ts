import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { checkJson, pageModelSchema, type PageModel, type Strategy } from "@vmoe-bench/contracts";
import { writeFileWhole } from "@vmoe-bench/files";
import type { RunModel } from "@vmoe-bench/models/find";

const file = "about.json";

/** Writes what a block must know of a prepared model beside its manifest. */
export async function writePageModel(
  folder: string,
  model: RunModel,
  strategy: Strategy,
): Promise<void> {
  const about: PageModel = {
    modelSha256: model.sha256,
    graphSha256: model.graphSha256,
    normalisation: model.normalisation(),
    cost: model.costOf(strategy),
    classes: [...model.classes],
    background: model.background,
  };
  await writeFileWhole(join(folder, file), JSON.stringify(pageModelSchema.parse(about)));
}

export async function readPageModel(folder: string): Promise<PageModel> {
  const path = join(folder, file);
  return checkJson(pageModelSchema, await readFile(path, "utf8"), path);
}
