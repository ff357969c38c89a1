import { runBlock, type HostFacts, type HostImages } from "@vmoe-bench/backend/block";
import { filesInFolder } from "@vmoe-bench/backend/prepared/folder";
import {
  layoutOf,
  type Arm,
  type DefinedArtifact,
  type PageModel,
  type PreparedManifest,
} from "@vmoe-bench/contracts";
import { performanceClock } from "@vmoe-bench/measure";
import { readConditions, serveBlocks, systemFacts } from "@vmoe-bench/runner";
import { openBackend } from "../backends.ts";
import { readPageModel } from "../run/page-model.ts";
import { processMemory } from "./memory-gauge.ts";
import { modelInput, readSplit } from "@vmoe-bench/dataset";
import { scoredColumns } from "@vmoe-bench/models/labels";
import { requireFit } from "../run/models.ts";

/**
 * The block with the real backend, model and images, in this process. What finds and prepares models is
 * loaded on first need: it is many files, and few blocks ask.
 */
serveBlocks((block, emit) => {
  const { arm, task, files: folder } = block;
  const isFirstEver = task.kind === "footprint" && task.regime === "first-ever";
  return runBlock(block, {
    openBackend: () => openBackend(arm.backend),
    readModel: () => readPageModel(folder),
    openFiles: async (backend) => {
      if (!isFirstEver) return { files: await filesInFolder(folder), prepareMs: 0 };
      const { firstEverFiles } = await import("./first-ever.ts");
      return firstEverFiles(block, backend, performanceClock);
    },
    openImages: async (manifest, model) => imagesIn(block.images, manifest, model),
    readArtifact: () => definedArtifact(arm),
    memory: processMemory,
    facts,
    conditions: readConditions,
    emit,
  });
});

async function definedArtifact(arm: Arm): Promise<DefinedArtifact> {
  const { modelOfArm } = await import("@vmoe-bench/models/find");
  const artifact = await (await modelOfArm(arm)).artifact();
  if (artifact.kind === "defined") return artifact;
  throw new RangeError(`${arm.model} is a finished graph, and its manifest says otherwise.`);
}

async function facts(): Promise<HostFacts> {
  const versions = { node: process.versions.node };
  return { system: await systemFacts(), versions, flags: process.execArgv };
}

/** A block's images, of which only those of a batch come into memory. */
function imagesIn(
  folder: string,
  manifest: PreparedManifest,
  { normalisation, classes }: Pick<PageModel, "normalisation" | "classes">,
): HostImages {
  const { info, labels, images, sha256, decoding } = readSplit(folder);
  requireFit({ id: manifest.model, shape: manifest, classes, dataset: null }, info);
  const form = { normalisation, layout: layoutOf(manifest) };
  return {
    images: {
      labels,
      columns: scoredColumns(info.classes, classes),
      batch: (indexes) => modelInput(images, indexes, form),
    },
    dataset: { sha256, ...(decoding === undefined ? {} : { decoding }) },
  };
}
