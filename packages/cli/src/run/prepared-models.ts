import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writePrepared } from "@vmoe-bench/artifact/folder";
import type { BlockPlan } from "@vmoe-bench/contracts";
import type { Split } from "@vmoe-bench/dataset";
import { findModel, type StoredModel } from "@vmoe-bench/zoo";
import { openBackend, pageBackendIds } from "../backends.ts";
import { writeInputs } from "./inputs.ts";
import { writePageModel } from "./page-model.ts";

/**
 * The models of one run, made ready for their backends in a folder that lives as long as the run.
 * Each combination is made once, when its first block is about to start.
 */
export class PreparedModels {
  readonly #folder: string;
  readonly #split: Split;
  readonly #made = new Map<string, Promise<string>>();
  #last: StoredModel | undefined;

  private constructor(folder: string, split: Split) {
    this.#folder = folder;
    this.#split = split;
  }

  static async create(split: Split): Promise<PreparedModels> {
    return new PreparedModels(await mkdtemp(join(tmpdir(), "vmoe-bench-")), split);
  }

  /**
   * @returns the folder of the block's files
   * @throws UnsupportedError when the backend can't run the arm; what is wrong with the model
   */
  readonly filesFor = async (block: BlockPlan): Promise<string> => {
    const { model, backend, strategy, precision, batch } = block.arm;
    const key = [model, backend, strategy, precision, batch, block.task.kind].join("\n");
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const folder = this.#prepare(block, join(this.#folder, String(this.#made.size)));
    this.#made.set(key, folder);
    return folder;
  };

  async #prepare({ arm, task }: BlockPlan, folder: string): Promise<string> {
    const { artifact, card, folder: stored } = await this.#stored(arm.model);
    const backend = await openBackend(arm.backend);
    await writePrepared(folder, await backend.prepare(artifact, preparation(arm)));
    if (pageBackendIds.has(arm.backend)) await writePageModel(folder, card, arm.strategy);
    // A page poisons the weights itself, and prepares the model anew.
    if (pageBackendIds.has(arm.backend) && task.kind === "proof")
      await copyFile(join(stored, card.weights.file), join(folder, card.weights.file));
    if (task.kind === "footprint") await writeInputs(folder, this.#split, task.imageIndexes, card);
    return folder;
  }

  /** Arms of one model follow each other at the start of a run: the last one is kept. */
  async #stored(name: string): Promise<StoredModel> {
    if (this.#last?.artifact.id !== name) this.#last = await findModel(name);
    return this.#last;
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function preparation({ strategy, precision, batch }: BlockPlan["arm"]) {
  return { strategy, precision, batch };
}
