import { resolve } from "node:path";
import {
  UnsupportedError,
  type BlockPlaces,
  type BlockPlan,
  type Provenance,
} from "@vmoe-bench/contracts";
import { failureLines, resultOf, summarise } from "@vmoe-bench/report";
import { defaultTimeLimitMs, lockDevice, readRun, runSuite } from "@vmoe-bench/runner";
import { createRemotePageHost, type PageConnection, type PageServer } from "@vmoe-bench/server";
import { pageBackendIds } from "@vmoe-bench/bench";
import type { PreparedModels, References } from "@vmoe-bench/bench/run";
import type { Board } from "./screen.ts";
import type { JoinWork } from "./join-work.ts";
import { phoneProgress, type MeasuredPage } from "./phone-text.ts";

/** What every device of one `join` shares. */
export interface Joining {
  readonly server: PageServer;
  readonly work: JoinWork;
  readonly models: PreparedModels;
  readonly references: References;
  readonly harness: Provenance["harness"];
  readonly board: Board;
}

/** Runs the whole suite in one page, which hears how that went, whatever happens. */
export async function measurePage(
  page: PageConnection,
  joining: Joining,
  signal: AbortSignal,
): Promise<MeasuredPage> {
  try {
    const measured = await measure(page, joining, signal);
    page.done(resultOf(measured.summary, measured.outcome));
    return measured;
  } catch (error) {
    page.fail(failureLines(error));
    throw error;
  } finally {
    joining.board.remove(page.device);
    joining.work.names.release(page.device);
  }
}

/** The records are on disk as each block ends. */
async function measure(
  page: PageConnection,
  joining: Joining,
  signal: AbortSignal,
): Promise<MeasuredPage> {
  const { work, harness, board } = joining;
  const started = performance.now();
  const { plan, earlier, root, openStore } = await work.open(page);
  const { device, id } = plan.manifest;
  const unlock = await lockDevice({ device: device.id, folder: resolve(root, device.id, id) });
  try {
    const store = await openStore();
    const outcome = await runSuite({
      plan,
      earlier,
      host: createRemotePageHost(page, { timeLimitMs: defaultTimeLimitMs }),
      store,
      harness,
      prepare: (block) => placesFor(block, joining),
      reference: joining.references.outputsFor,
      reporter: phoneProgress(page, (text) => board.update(device, text)),
      signal,
    });
    const run = await readRun(store.dir);
    return { run, summary: summarise(run), outcome, tookMs: performance.now() - started };
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
