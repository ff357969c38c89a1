import { filesInFolder } from "@vmoe-bench/artifact/folder";
import {
  UnsupportedError,
  type Backend,
  type Block,
  type HostEvent,
  type HostProvenance,
  type Measurement,
  type ModelCard,
  type Probe,
  type Task,
} from "@vmoe-bench/contracts";
import { executeBlock, performanceClock, resolutionOf } from "@vmoe-bench/measure";
import { modelCost, touchedBytes } from "@vmoe-bench/model";
import { serveBlocks, systemFacts } from "@vmoe-bench/runner";
import { findCard } from "@vmoe-bench/zoo";
import { openBackend } from "../backends.ts";
import { imagesOf } from "./images.ts";
import { processMemory } from "./memory-gauge.ts";
import { proveBlock } from "./prove-block.ts";

serveBlocks(runBlock);

/** The block with the real backend, model and images, in this process. */
async function runBlock(block: Block, emit: (event: HostEvent) => void): Promise<Measurement> {
  const { arm } = block;
  const backend = await openBackend(arm.backend);
  const probe = await requireAvailable(backend);
  const card = await findCard(arm.model);
  const files = await filesInFolder(block.files);
  const { images, sha256 } = await imagesOf(block, card);
  const found = await provenance(probe, card, sha256);
  if (isProof(block)) {
    emit({ type: "started", provenance: found });
    return proveBlock(block, { backend, files, images });
  }
  const { flops, parameters } = modelCost(card.config, arm.strategy);
  return executeBlock(block, {
    backend,
    files,
    touchedBytes: (experts) => touchedBytes(card.config, arm.precision, experts),
    memory: processMemory,
    cost: { flops, parameters, fileBytes: card.weights.bytes },
    images,
    clock: performanceClock,
    provenance: found,
    emit,
  });
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
  card: ModelCard,
  dataset: string,
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
    model: { sha256: card.weights.sha256 },
    dataset: { sha256: dataset },
  };
}
