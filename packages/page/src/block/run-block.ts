import { type HostFacts, runBlock } from "@vmoe-bench/backend/block";
import { AlteredFileError, filesAt } from "@vmoe-bench/backend/prepared";
import {
  type Block,
  check,
  type HostEvent,
  type Measurement,
  pageModelSchema,
  type PageProfile,
} from "@vmoe-bench/contracts";
import type { BlockContext, MemoryGauge } from "@vmoe-bench/measure";
import type { OnDeviceLost } from "@vmoe-bench/backends-web/gpu";
import { decodeSafetensors } from "@vmoe-bench/model";
import { downloaded, keptFiles, onceReachable } from "../kept/kept.ts";
import { openBackend } from "./backends.ts";
import { imagesAt, json } from "./images.ts";
import { browserName } from "../profile.ts";

export interface PageContext {
  /** URL of the page, with the slash at the end. */
  readonly base: string;
  readonly profile: PageProfile;
  readonly memory: MemoryGauge | undefined;
  readonly emit: (event: HostEvent) => void;
  readonly onDeviceLost: OnDeviceLost;
}

/** One block, with the model and the images of the page's server. */
export function runInPage(block: Block, context: PageContext): Promise<Measurement> {
  const { base, profile, memory, emit, onDeviceLost } = context;
  const folder = new URL(block.files, base).href;
  const about = new URL("about.json", folder).href;
  return runBlock(block, {
    openBackend: () => openBackend(block.arm.backend, onDeviceLost),
    readModel: async () => check(pageModelSchema, await json(about), about),
    openFiles: async () => ({
      files: keptFiles(await onceReachable(() => filesAt(folder)), base),
      prepareMs: 0,
    }),
    openImages: (manifest, model) => imagesAt(new URL(block.images, base).href, model, manifest),
    readArtifact: async ({ model: id, config }, { modelSha256 }) => ({
      kind: "defined",
      id,
      config,
      weights: await weightsAt(folder, modelSha256),
    }),
    memory,
    facts: async () => pageFacts(profile),
    emit,
    ...streams(emit),
  });
}

const bytesInGb = 2 ** 30;

/** Where a block runs, as far as a page can tell. */
function pageFacts(profile: PageProfile): HostFacts {
  return {
    system: {
      platform: profile.platform ?? "unknown",
      release: "unknown",
      arch: "unknown",
      cpu: profile.model ?? "unknown",
      cores: profile.cores ?? 0,
      memoryBytes: (profile.memoryGb ?? 0) * bytesInGb,
      governor: null,
      temperatureC: null,
      load1: null,
    },
    versions: { browser: browserName(profile.userAgent) },
    flags: profile.crossOriginIsolated ? ["cross-origin isolated"] : [],
  };
}

/** What was measured is sent at most this often, in ms. */
const everyMs = 250;

/** Sends what was measured as it comes, so that a page that dies has told it. */
function streams(
  emit: (event: HostEvent) => void,
): Required<Pick<BlockContext, "onSamples" | "onPredictions">> {
  return {
    onSamples: inParts((samplesMs) => emit({ type: "samples", samplesMs })),
    onPredictions: inParts((predicted) => emit({ type: "predictions", predicted })),
  };
}

/** Calls `send` with what is new of a list that grows. */
function inParts(send: (part: number[]) => void): (all: readonly number[]) => void {
  let sent = 0;
  let last = -Infinity;
  return (all) => {
    const now = performance.now();
    if (all.length === sent || now - last < everyMs) return;
    last = now;
    send(all.slice(sent));
    sent = all.length;
  };
}

/**
 * The weights of a model whose experts are to be poisoned: its folder has them beside the prepared files.
 * @param folder its URL, with the slash at the end
 * @param wanted their SHA-256
 */
async function weightsAt(
  folder: string,
  wanted: string,
): Promise<ReturnType<typeof decodeSafetensors>> {
  const url = new URL("model.safetensors", folder).href;
  const bytes = await (await downloaded(url)).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (sha256 !== wanted) throw new AlteredFileError(url, "its SHA-256 is not the model's");
  return decodeSafetensors(new Uint8Array(bytes), "model.safetensors");
}
