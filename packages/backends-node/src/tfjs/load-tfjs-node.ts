import { isMainThread } from "node:worker_threads";
import type * as TfjsNode from "@tensorflow/tfjs-node";
import { messageOf, UnsupportedError } from "@vmoe-bench/contracts";
import util from "node:util";

export type Tfjs = typeof TfjsNode;

let loaded: { readonly threads: number; readonly tf: Promise<Tfjs> } | undefined;

/**
 * tfjs-node, loaded on first need. TensorFlow reads its thread count when it is loaded, once a
 * process, so the first call decides it.
 * @param options threads: intra-op; operations run one after another
 * @throws UnsupportedError when its native part is missing or does not load, or when it already
 *   runs with another thread count
 */
export async function loadTfjsNode({ threads }: { readonly threads: number }): Promise<Tfjs> {
  loaded ??= { threads, tf: load(threads) };
  if (loaded.threads !== threads)
    throw new UnsupportedError(
      `tfjs-node already runs with ${loaded.threads} threads in this process; ${threads} were asked for.`,
      "Use one thread count a process.",
    );
  return loaded.tf;
}

async function load(threads: number): Promise<Tfjs> {
  // TensorFlow reads the process's environment, of which a worker thread's is only a copy.
  if (!isMainThread)
    throw new UnsupportedError(
      "tfjs-node's thread count can't be set from a worker thread.",
      "Load tfjs-node in the main thread of a process.",
    );
  process.env["TF_NUM_INTRAOP_THREADS"] = String(threads);
  process.env["TF_NUM_INTEROP_THREADS"] = "1";
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
  restoreNodeUtil();
  try {
    return await import("@tensorflow/tfjs-node");
  } catch (error) {
    const [reason] = messageOf(error).split("\n");
    throw new UnsupportedError(
      `tfjs-node does not load: ${reason}`,
      "Run `npx vmoe-bench setup`.",
      {
        cause: error,
      },
    );
  }
}

const removed: Readonly<Record<string, (value: unknown) => boolean>> = {
  isNullOrUndefined: (value) => value === null || value === undefined,
  isArray: (value) => Array.isArray(value),
};

/** Node 23 removed functions of node:util that tfjs-node 4.22 calls (tensorflow/tfjs#8609). */
export function restoreNodeUtil(target: object = util): void {
  for (const [name, value] of Object.entries(removed))
    if (!(name in target)) Object.defineProperty(target, name, { value });
}

/** What TensorFlow says about itself. */
interface NativeFacts {
  readonly tensorflow: string;
  readonly device: "CPU" | "GPU";
}

/** @throws Error when tfjs-node's binding is another than that of 4.22 */
export function nativeFacts(tf: Tfjs): NativeFacts {
  const backend: object = tf.backend();
  const binding: unknown = "binding" in backend ? backend.binding : undefined;
  const device: unknown = "isUsingGpuDevice" in backend ? backend.isUsingGpuDevice : undefined;
  if (typeof binding !== "object" || binding === null || !("TF_Version" in binding))
    throw new Error("tfjs-node's backend has no binding.");
  if (typeof binding.TF_Version !== "string" || typeof device !== "boolean")
    throw new Error("tfjs-node's binding gives no version or device.");
  return { tensorflow: binding.TF_Version, device: device ? "GPU" : "CPU" };
}
