import { filesAt } from "@vmoe-bench/backend/prepared";
import {
  check,
  pageModelSchema,
  UnsupportedError,
  type Backend,
  type Block,
  type HostEvent,
  type Measurement,
  type PageProfile,
  type Probe,
} from "@vmoe-bench/contracts";
import {
  createNoiseProbe,
  executeBlock,
  performanceClock,
  type MemoryGauge,
} from "@vmoe-bench/measure";
import { touchedBytesOf } from "@vmoe-bench/model";
import type { OnDeviceLost } from "@vmoe-bench/backends-web/gpu";
import { keptFiles } from "../kept/kept-files.ts";
import { openBackend } from "./backends.ts";
import { imagesAt, json } from "./images.ts";
import { provenanceOf } from "./provenance.ts";
import { streams } from "./streams.ts";

export interface PageContext {
  /** URL of the page, with the slash at the end. */
  readonly base: string;
  readonly profile: PageProfile;
  readonly memory: MemoryGauge | undefined;
  readonly emit: (event: HostEvent) => void;
  readonly onDeviceLost: OnDeviceLost;
}

/** One block, beside its backend, with the model and the images of the page's server. */
export async function runBlock(block: Block, context: PageContext): Promise<Measurement> {
  const { arm, task } = block;
  const { base, profile, emit } = context;
  const backend = await openBackend(arm.backend, context.onDeviceLost);
  const probe = await requireAvailable(backend);
  const folder = new URL(block.files, base).href;
  const files = keptFiles(await filesAt(folder), base);
  const about = new URL("about.json", folder).href;
  const model = check(pageModelSchema, await json(about), about);
  const { images, dataset } = await imagesAt(base, block.dataset, model, files.manifest);
  const provenance = provenanceOf(profile, probe, model, dataset);
  if (task.kind === "proof") {
    emit({ type: "started", provenance });
    const { proveBlock } = await import("./prove-block.ts");
    return proveBlock(block, task, { backend, files, folder, model, images });
  }
  return executeBlock(block, {
    backend,
    files,
    touchedBytes: (experts) => touchedBytesOf(files.manifest, arm.precision, experts),
    memory: context.memory,
    cost: model.cost,
    images,
    clock: performanceClock,
    probe: createNoiseProbe({
      clock: performanceClock,
      resolutionMs: provenance.clock.resolutionMs,
      openGpuProbe: backend.openGpuProbe?.bind(backend),
    }),
    provenance,
    emit,
    ...streams(emit),
  });
}

async function requireAvailable(backend: Backend): Promise<Extract<Probe, { available: true }>> {
  const probe = await backend.probe();
  if (probe.available) return probe;
  throw new UnsupportedError(`${backend.id}: ${probe.reason}`, probe.remedy);
}
