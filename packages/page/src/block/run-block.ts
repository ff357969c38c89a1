import { runBlock } from "@vmoe-bench/backend/block";
import { filesAt } from "@vmoe-bench/backend/prepared";
import {
  check,
  pageModelSchema,
  type Block,
  type HostEvent,
  type Measurement,
  type PageProfile,
} from "@vmoe-bench/contracts";
import type { MemoryGauge } from "@vmoe-bench/measure";
import type { OnDeviceLost } from "@vmoe-bench/backends-web/gpu";
import { keptFiles } from "../kept/kept-files.ts";
import { onceReachable } from "../kept/once-reachable.ts";
import { openBackend } from "./backends.ts";
import { imagesAt, json } from "./images.ts";
import { pageFacts } from "./page-facts.ts";
import { streams } from "./streams.ts";
import { weightsAt } from "./weights.ts";

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
