import { filesInFolder } from "@vmoe-bench/backend/prepared/folder";
import {
  UnsupportedError,
  type Backend,
  type Block,
  type HostEvent,
  type HostProvenance,
  type Measurement,
  type ModelFiles,
  type PageModel,
  type Probe,
  type Task,
} from "@vmoe-bench/contracts";
import {
  createNoiseProbe,
  executeBlock,
  performanceClock,
  resolutionOf,
} from "@vmoe-bench/measure";
import { touchedBytesOf } from "@vmoe-bench/model";
import { readConditions, serveBlocks, systemFacts } from "@vmoe-bench/runner";
import { openBackend } from "../backends.ts";
import { readPageModel } from "../run/page-model.ts";
import { imagesOf } from "./images.ts";
import { firstEverFiles } from "./first-ever.ts";
import { processMemory } from "./memory-gauge.ts";
import { proveBlock } from "./prove-block.ts";

serveBlocks(runBlock);

/** The block with the real backend, model and images, in this process. */
async function runBlock(block: Block, emit: (event: HostEvent) => void): Promise<Measurement> {
  const { arm } = block;
  const backend = await openBackend(arm.backend);
  const probe = await requireAvailable(backend);
  const model = await readPageModel(block.files);
  const { files, prepareMs } = await filesOf(block, backend);
  const { images, dataset } = await imagesOf(block, files.manifest, model);
  const found = await provenance(probe, model, dataset);
  if (isProof(block)) {
    emit({ type: "started", provenance: found });
    return proveBlock(block, { backend, files, images });
  }
  return executeBlock(block, {
    backend,
    files,
    touchedBytes: (experts) => touchedBytesOf(files.manifest, arm.precision, experts),
    memory: processMemory,
    cost: model.cost,
    images,
    clock: performanceClock,
    probe: createNoiseProbe({
      clock: performanceClock,
      resolutionMs: found.clock.resolutionMs,
      openGpuProbe: backend.openGpuProbe?.bind(backend),
      conditions: readConditions,
    }),
    prepareMs,
    provenance: found,
    emit,
  });
}

/** Those that were made ready before or, for a first start, made now, with the time that took. */
async function filesOf(
  block: Block,
  backend: Backend,
): Promise<{ readonly files: ModelFiles; readonly prepareMs: number }> {
  if (block.task.kind === "footprint" && block.task.regime === "first-ever")
    return firstEverFiles(block, backend, performanceClock);
  return { files: await filesInFolder(block.files), prepareMs: 0 };
}

type ProofTask = Extract<Task, { kind: "proof" }>;

function isProof(block: Block): block is Block & { readonly task: ProofTask } {
  return block.task.kind === "proof";
}

type Available = Extract<Probe, { available: true }>;

async function requireAvailable(backend: Backend): Promise<Available> {
  const probe = await backend.probe();
  if (probe.available) return probe;
  throw new UnsupportedError(`${backend.id}: ${probe.reason}`, probe.remedy);
}

async function provenance(
  probe: Available,
  { modelSha256, graphSha256 }: PageModel,
  dataset: HostProvenance["dataset"],
): Promise<HostProvenance> {
  return {
    system: await systemFacts(),
    runtime: {
      versions: { node: process.versions.node, ...probe.versions },
      adapter: probe.adapter,
      software: probe.software,
      flags: process.execArgv,
    },
    clock: { name: performanceClock.name, resolutionMs: resolutionOf(performanceClock) },
    model: { sha256: modelSha256, ...(graphSha256 === undefined ? {} : { graphSha256 }) },
    dataset,
  };
}
