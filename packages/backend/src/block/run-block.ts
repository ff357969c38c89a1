import {
  type Arm,
  type Backend,
  type Block,
  type Conditions,
  type DefinedArtifact,
  type HostEvent,
  type HostProvenance,
  type Measurement,
  type ModelFiles,
  type PageModel,
  type PreparedManifest,
  type Probe,
  type ProofMeasurement,
  type Task,
  UnsupportedError,
} from "@vmoe-bench/contracts";
import {
  type BlockContext,
  type BlockImages,
  createNoiseProbe,
  executeBlock,
  type MemoryGauge,
  performanceClock,
  resolutionOf,
} from "@vmoe-bench/measure";
import { touchedBytesOf } from "@vmoe-bench/model";
import { proveExecution } from "../proof/prove-execution.ts";

/** A block's images as its model takes them, and the data set that the record names. */
export interface HostImages {
  readonly images: BlockImages;
  readonly dataset: HostProvenance["dataset"];
}

interface HostFiles {
  readonly files: ModelFiles;
  /** What making them ready took, where that is part of the task; else 0. In ms. */
  readonly prepareMs: number;
}

/** What a process and a page have to say of themselves. */
export interface HostFacts {
  readonly system: HostProvenance["system"];
  /** What the runtime runs in, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
}

/** All in which a process and a page differ. */
export interface BlockHost extends Pick<BlockContext, "onSamples" | "onPredictions"> {
  readonly openBackend: () => Promise<Backend>;
  /** What the manifest does not say of the prepared model. */
  readonly readModel: () => Promise<PageModel>;
  readonly openFiles: (backend: Backend) => Promise<HostFiles>;
  readonly openImages: (manifest: PreparedManifest, model: PageModel) => Promise<HostImages>;
  /** The weights that the files were made of: a proof poisons them. */
  readonly readArtifact: ReadArtifact;
  /** Undefined where the host does not say. */
  readonly memory: MemoryGauge | undefined;
  readonly facts: () => Promise<HostFacts>;
  /** What the system says of itself; absent where the host can't ask. */
  readonly conditions?: () => Promise<Conditions>;
  readonly emit: (event: HostEvent) => void;
}

type Available = Extract<Probe, { available: true }>;

/**
 * One block, beside its backend, in whatever host this is.
 * @throws UnsupportedError; what is wrong with a file
 */
export async function runBlock(block: Block, host: BlockHost): Promise<Measurement> {
  const { arm, task } = block;
  const { emit, onSamples, onPredictions } = host;
  const backend = await host.openBackend();
  const probe = await requireAvailable(backend);
  const model = await host.readModel();
  const { files, prepareMs } = await host.openFiles(backend);
  const { images, dataset } = await host.openImages(files.manifest, model);
  const provenance = provenanceOf(probe, await host.facts(), model, dataset);
  if (task.kind === "proof") {
    emit({ type: "started", provenance });
    const { readArtifact } = host;
    return proveBlock(arm, task, { backend, files, images, model, readArtifact });
  }
  return executeBlock(block, {
    backend,
    files,
    touchedBytes: (experts) => touchedBytesOf(files.manifest, arm.precision, experts),
    memory: host.memory,
    cost: model.cost,
    images,
    clock: performanceClock,
    probe: createNoiseProbe({
      clock: performanceClock,
      resolutionMs: provenance.clock.resolutionMs,
      openGpuProbe: backend.openGpuProbe?.bind(backend),
      ...(host.conditions === undefined ? {} : { conditions: host.conditions }),
    }),
    prepareMs,
    provenance,
    emit,
    ...(onSamples === undefined ? {} : { onSamples }),
    ...(onPredictions === undefined ? {} : { onPredictions }),
  });
}

async function requireAvailable(backend: Backend): Promise<Available> {
  const probe = await backend.probe();
  if (probe.available) return probe;
  throw new UnsupportedError(`${backend.id}: ${probe.reason}`, probe.remedy);
}

function provenanceOf(
  probe: Available,
  { system, versions, flags }: HostFacts,
  { modelSha256, graphSha256 }: PageModel,
  dataset: HostProvenance["dataset"],
): HostProvenance {
  return {
    system,
    runtime: {
      versions: { ...versions, ...probe.versions },
      adapter: probe.adapter,
      software: probe.software,
      flags: [...flags],
    },
    clock: { name: performanceClock.name, resolutionMs: resolutionOf(performanceClock) },
    model: { sha256: modelSha256, ...(graphSha256 === undefined ? {} : { graphSha256 }) },
    dataset,
  };
}

type DefinedManifest = Extract<PreparedManifest, { kind: "defined" }>;

type ReadArtifact = (manifest: DefinedManifest, model: PageModel) => Promise<DefinedArtifact>;

interface ProofContext {
  readonly backend: Backend;
  readonly files: ModelFiles;
  readonly images: BlockImages;
  readonly model: PageModel;
  readonly readArtifact: ReadArtifact;
}

/** Which experts ran on the block's images, one by one, and where. */
async function proveBlock(
  { strategy, precision, threads, expertCap }: Arm,
  { imageIndexes }: Extract<Task, { kind: "proof" }>,
  { backend, files, images, model: about, readArtifact }: ProofContext,
): Promise<ProofMeasurement> {
  const load = { threads, expertCap };
  const loaded = await backend.load(files, load);
  await loaded.close();
  const { placement } = loaded;
  const { manifest } = files;
  const { length: count } = imageIndexes;
  if (manifest.kind === "onnx") {
    const reason = "A finished graph can't be poisoned: it does not say which weights are experts.";
    const proofs = [{ method: "none" as const, reason }];
    return { kind: "proof", placement, images: count, proofs };
  }
  const model = await readArtifact(manifest, about);
  const inputs = imageIndexes.map((index) => {
    const { dims, data } = images.batch([index]);
    return { dims, data: Float32Array.from(data) };
  });
  const prepare = { strategy, precision, batch: 1 };
  const proofs = await proveExecution({ backend, model, prepare, load }, inputs);
  return { kind: "proof", placement, images: count, proofs };
}
