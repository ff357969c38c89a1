import { runBlock, type HostFacts } from "@vmoe-bench/backend/block";
import { filesInFolder } from "@vmoe-bench/backend/prepared/folder";
import type { Arm, DefinedArtifact } from "@vmoe-bench/contracts";
import { performanceClock } from "@vmoe-bench/measure";
import { modelOfArm } from "@vmoe-bench/models/find";
import { readConditions, serveBlocks, systemFacts } from "@vmoe-bench/runner";
import { openBackend } from "../backends.ts";
import { readPageModel } from "../run/page-model.ts";
import { firstEverFiles } from "./first-ever.ts";
import { imagesIn } from "./images.ts";
import { processMemory } from "./memory-gauge.ts";

/** The block with the real backend, model and images, in this process. */
serveBlocks((block, emit) => {
  const { arm, task, files: folder } = block;
  const isFirstEver = task.kind === "footprint" && task.regime === "first-ever";
  return runBlock(block, {
    openBackend: () => openBackend(arm.backend),
    readModel: () => readPageModel(folder),
    openFiles: async (backend) =>
      isFirstEver
        ? firstEverFiles(block, backend, performanceClock)
        : { files: await filesInFolder(folder), prepareMs: 0 },
    openImages: async (manifest, model) => imagesIn(block.images, manifest, model),
    readArtifact: () => definedArtifact(arm),
    memory: processMemory,
    facts,
    conditions: readConditions,
    emit,
  });
});

async function definedArtifact(arm: Arm): Promise<DefinedArtifact> {
  const artifact = await (await modelOfArm(arm)).artifact();
  if (artifact.kind === "defined") return artifact;
  throw new RangeError(`${arm.model} is a finished graph, and its manifest says otherwise.`);
}

async function facts(): Promise<HostFacts> {
  const versions = { node: process.versions.node };
  return { system: await systemFacts(), versions, flags: process.execArgv };
}
