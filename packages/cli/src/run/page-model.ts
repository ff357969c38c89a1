import { join } from "node:path";
import {
  pageModelSchema,
  type ModelCard,
  type PageModel,
  type Strategy,
} from "@vmoe-bench/contracts";
import { writeFileWhole } from "@vmoe-bench/files";
import { modelCost } from "@vmoe-bench/model";

/** Writes what a page must know of a prepared model beside its manifest. */
export async function writePageModel(
  folder: string,
  { weights, normalisation, config, classes }: ModelCard,
  strategy: Strategy,
): Promise<void> {
  const { flops, parameters } = modelCost(config, strategy);
  const about: PageModel = {
    modelSha256: weights.sha256,
    normalisation,
    cost: { flops, parameters, fileBytes: weights.bytes },
    classes,
  };
  await writeFileWhole(join(folder, "about.json"), JSON.stringify(pageModelSchema.parse(about)));
}
