import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writePrepared } from "@vmoe-bench/backend/prepared/folder";
import {
  dataKey,
  type Arm,
  type BackendId,
  type BlockPlaces,
  type BlockPlan,
  type ModelArtifact,
  type Probe,
} from "@vmoe-bench/contracts";
import { writeSplit } from "@vmoe-bench/dataset";
import { temporaryFolder, type TemporaryFolder } from "@vmoe-bench/files";
import { needsPage, openBackend, pageBackendIds } from "../backends.ts";
import { modelOfArm, type RunModel } from "@vmoe-bench/models/find";
import { requireRuns } from "./models.ts";
import { writePageModel } from "./page-model.ts";
import type { Splits } from "./splits.ts";

/**
 * The models of one run, made ready for their backends, and its images, in a folder that lives as long
 * as the run. Each is made once, when the first block that reads it is about to start.
 */
export class PreparedModels {
  readonly #folder: TemporaryFolder;
  readonly #splits: Splits;
  readonly #made = new Map<string, Promise<string>>();
  readonly #written = new Map<string, string>();
  readonly #probes = new Map<BackendId, Promise<Probe | undefined>>();
  #last:
    | { readonly key: string; readonly model: RunModel; readonly artifact: Promise<ModelArtifact> }
    | undefined;

  private constructor(folder: TemporaryFolder, splits: Splits) {
    this.#folder = folder;
    this.#splits = splits;
  }

  static async create(splits: Splits): Promise<PreparedModels> {
    return new PreparedModels(temporaryFolder("models"), splits);
  }

  /**
   * @returns what the block's host needs: the folders of the block's model and of its images
   * @throws UnsupportedError when the backend can't run the arm; what is wrong with the model
   */
  readonly placesFor = async (block: BlockPlan): Promise<BlockPlaces> => {
    const probe = await this.#probeOf(block.arm.backend);
    return {
      files: await this.#filesFor(block),
      images: this.imagesFor(block.dataset),
      ...(probe === undefined ? {} : { probe }),
    };
  };

  /** Undefined for a backend that each block asks by itself. */
  #probeOf(id: BackendId): Promise<Probe | undefined> {
    const known = this.#probes.get(id) ?? probedApart(id);
    this.#probes.set(id, known);
    return known;
  }

  /** The folder of a split's images and labels. */
  imagesFor(dataset: Pick<BlockPlan["dataset"], "name" | "split">): string {
    const key = dataKey(dataset);
    const known = this.#written.get(key);
    if (known !== undefined) return known;
    const folder = join(this.#folder.path, `images-${this.#written.size}`);
    writeSplit(folder, this.#splits.of(dataset));
    this.#written.set(key, folder);
    return folder;
  }

  async #filesFor(block: BlockPlan): Promise<string> {
    const { model, backend, strategy, precision, batch, control } = block.arm;
    const what = [model, control === "frozen-router", backend, strategy, precision, batch];
    const key = [...what, taskKey(block)].join("\n");
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const folder = this.#prepare(block, join(this.#folder.path, String(this.#made.size)));
    this.#made.set(key, folder);
    return folder;
  }

  async #prepare({ arm, task }: BlockPlan, folder: string): Promise<string> {
    const { model, artifact } = await this.#loaded(arm);
    await requireRuns(model);
    const backend = await openBackend(arm.backend);
    // A first start finds nothing prepared: its block does that itself, and says how long it took. A
    // page downloads what its server has prepared.
    const first = task.kind === "footprint" && task.regime === "first-ever";
    if (first && !needsPage(arm.backend)) await mkdir(folder);
    else await writePrepared(folder, await backend.prepare(await artifact, preparation(arm)));
    await writePageModel(folder, model, arm.strategy);
    // A page poisons the weights itself, and prepares the model anew.
    if (pageBackendIds.has(arm.backend) && task.kind === "proof" && model.weightsFile !== null)
      await copyFile(model.weightsFile, join(folder, "model.safetensors"));
    return folder;
  }

  /** Arms of one model follow each other at the start of a run: the last one is kept. */
  async #loaded(arm: Arm) {
    const key = `${arm.model} ${arm.control === "frozen-router"}`;
    if (this.#last?.key === key) return this.#last;
    const model = await modelOfArm(arm);
    const last = { key, model, artifact: model.artifact() };
    this.#last = last;
    return last;
  }

  async remove(): Promise<void> {
    this.#folder.remove();
  }
}

async function probedApart(id: BackendId): Promise<Probe | undefined> {
  const backend = await openBackend(id);
  return backend.probesApart === true ? backend.probe() : undefined;
}

function taskKey({ task }: BlockPlan): string {
  return task.kind === "footprint" ? task.regime : task.kind;
}

export function preparation({ strategy, precision, batch }: BlockPlan["arm"]) {
  return { strategy, precision, batch };
}
