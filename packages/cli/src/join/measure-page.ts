import { resolve } from "node:path";
import {
  UnsupportedError,
  type BlockPlaces,
  type BlockPlan,
  type Provenance,
} from "@vmoe-bench/contracts";
import { summarise, type Summary } from "@vmoe-bench/report";
import {
  defaultTimeLimitMs,
  lockDevice,
  readRun,
  runSuite,
  type RunOutcome,
} from "@vmoe-bench/runner";
import { createRemotePageHost, type PageConnection, type PageServer } from "@vmoe-bench/server";
import { pageBackendIds } from "@vmoe-bench/bench";
import { runProgress } from "../progress/run-progress.ts";
import { type PreparedModels, planOn, type SuiteInputs } from "@vmoe-bench/bench/run";
import type { Board } from "./board.ts";
import type { DeviceNames } from "./device-names.ts";
import { storeDevice } from "./device-file.ts";
import { failureLines, resultLines } from "./result-lines.ts";

/** What every device of one `join` shares. */
export interface Joining {
  readonly server: PageServer;
  readonly inputs: SuiteInputs;
  readonly models: PreparedModels;
  readonly harness: Provenance["harness"];
  readonly board: Board;
  readonly names: DeviceNames;
  /** The results folder. */
  readonly root: string;
  /** Folder of the device files. */
  readonly devices: string;
  readonly threads: number | undefined;
  /** That measures the same again. */
  readonly command: string;
}

export interface MeasuredPage {
  readonly dir: string;
  readonly summary: Summary;
  readonly outcome: RunOutcome;
}

/** Runs the whole suite in one page, which hears how that went, whatever happens. */
export async function measurePage(
  page: PageConnection,
  joining: Joining,
  signal: AbortSignal,
): Promise<MeasuredPage> {
  try {
    const measured = await measure(page, joining, signal);
    page.done(resultLines(measured.summary, measured.outcome));
    return measured;
  } catch (error) {
    page.fail(failureLines(error));
    throw error;
  } finally {
    joining.board.remove(page.device);
    joining.names.release(page.device);
  }
}

/** The records are on disk as each block ends. */
async function measure(
  page: PageConnection,
  joining: Joining,
  signal: AbortSignal,
): Promise<MeasuredPage> {
  const { inputs, root, command, harness, board } = joining;
  const device = await storeDevice(joining.devices, page.device, page.profile, joining.threads);
  const { plan, openStore } = planOn(device, inputs, { command, browser: null }, root);
  const folder = resolve(root, device.id, plan.manifest.id);
  const unlock = await lockDevice({ device: device.id, folder });
  try {
    const store = await openStore();
    const outcome = await runSuite({
      plan,
      host: createRemotePageHost(page, { blocks: plan.blocks, timeLimitMs: defaultTimeLimitMs }),
      store,
      harness,
      prepare: (block) => placesFor(block, joining),
      reporter: runProgress(board.of(device)),
      signal,
    });
    return { dir: store.dir, summary: summarise(await readRun(store.dir)), outcome };
  } finally {
    await unlock();
  }
}

/**
 * @returns the paths that the page finds the block's model and images at
 */
async function placesFor(block: BlockPlan, { models, server }: Joining): Promise<BlockPlaces> {
  const { backend } = block.arm;
  if (!pageBackendIds.has(backend))
    throw new UnsupportedError(
      `${backend} does not run in a page.`,
      `Name backends that do with --backend: ${[...pageBackendIds].join(", ")}.`,
    );
  const { files, images } = await models.placesFor(block);
  return { files: server.mountModel(files), images: server.mountSplit(images) };
}
