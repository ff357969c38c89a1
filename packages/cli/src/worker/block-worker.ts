import {
  UnsupportedError,
  type Backend,
  type Block,
  type HostEvent,
  type HostProvenance,
  type Measurement,
  type Probe,
} from "@vmoe-bench/contracts";
import { gather, normalise, openDataset, type Split } from "@vmoe-bench/dataset";
import { executeBlock, performanceClock, resolutionOf } from "@vmoe-bench/measure";
import { modelCost } from "@vmoe-bench/model";
import { serveBlocks, systemFacts } from "@vmoe-bench/runner";
import { findModel, type StoredModel } from "@vmoe-bench/zoo";
import { openBackend } from "../backends.ts";
import { requireFit } from "../run/fit.ts";

serveBlocks(runBlock);

/** The block with the real backend, model and images, in this process. */
async function runBlock(block: Block, emit: (event: HostEvent) => void): Promise<Measurement> {
  const { arm, dataset } = block;
  const backend = await openBackend(arm.backend);
  const probe = await requireAvailable(backend);
  const stored = await findModel(arm.model);
  const split = await openDataset(dataset.name, {
    split: dataset.split,
    dir: dataset.dir ?? undefined,
  });
  requireFit(stored.card, split.info);
  const { flops, parameters } = modelCost(stored.card.config, arm.strategy);
  return executeBlock(block, {
    backend,
    model: stored.artifact,
    cost: { flops, parameters, fileBytes: stored.card.weights.bytes },
    images: {
      labels: split.labels,
      batch: (indexes) => normalise(gather(split.images, indexes), stored.card.normalisation),
    },
    clock: performanceClock,
    provenance: await provenance(probe, stored, split),
    emit,
  });
}

type Available = Extract<Probe, { available: true }>;

async function requireAvailable(backend: Backend): Promise<Available> {
  const probe = await backend.probe();
  if (probe.available) return probe;
  throw new UnsupportedError(`${backend.id}: ${probe.reason}`, probe.remedy);
}

async function provenance(
  probe: Available,
  { card }: StoredModel,
  split: Split,
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
    dataset: { sha256: split.sha256 },
  };
}
