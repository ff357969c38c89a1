import { createRequire } from "node:module";
import util from "node:util";
import { isMainThread } from "node:worker_threads";
import type * as TfjsNode from "@tensorflow/tfjs-node";
import { messageOf, UnsupportedError } from "@vmoe-bench/contracts";

export type Tfjs = typeof TfjsNode;

interface Loaded {
  readonly tf: Tfjs;
  readonly threads: number;
}

let loaded: Promise<Loaded> | undefined;

/**
 * tfjs-node, loaded on first need. TensorFlow reads its thread count once a process, when it is
 * loaded, so the first call decides it.
 * @param threads of one operation; operations run one after another
 * @throws UnsupportedError when its native part is missing, does not load, or already runs with
 *   another thread count
 */
export async function loadTfjsNode({ threads }: { threads: number }): Promise<Tfjs> {
  loaded ??= load(threads);
  const now = await loaded.catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  if (now.threads !== threads)
    throw new UnsupportedError(
      `tfjs-node already runs with ${now.threads} threads in this process, and ${threads} were asked for.`,
      "Use one thread count a process.",
    );
  return now.tf;
}

async function load(threads: number): Promise<Loaded> {
  setThreads(threads);
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
  restoreNodeUtil();
  try {
    return { tf: await import("@tensorflow/tfjs-node"), threads };
  } catch (error) {
    throw new UnsupportedError(
      `tfjs-node does not load: ${messageOf(error).trim()}`,
      "Run `npm run setup`.",
      { cause: error },
    );
  }
}

/** TensorFlow reads these when it makes its one eager context; a worker's environment is a copy it can't see. */
function setThreads(threads: number): void {
  if (!isMainThread)
    throw new UnsupportedError(
      "tfjs-node's thread count can't be set in a worker thread.",
      "Load it in the main thread of a process.",
    );
  process.env["TF_NUM_INTRAOP_THREADS"] = String(threads);
  process.env["TF_NUM_INTEROP_THREADS"] = "1";
}

/** Node 23 removed two functions that tfjs-node 4.22 calls (tensorflow/tfjs#8609). */
function restoreNodeUtil(): void {
  const { isNullOrUndefined, isArray } = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: (value: unknown) => Array.isArray(value),
  };
  for (const [name, value] of Object.entries({ isNullOrUndefined, isArray }))
    if (!(name in util)) Object.defineProperty(util, name, { value });
  void createRequire;
}
