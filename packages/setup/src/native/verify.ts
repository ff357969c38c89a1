import { fileURLToPath } from "node:url";
import { checkJson, KnownError } from "@vmoe-bench/contracts";
import { z } from "zod";
import { describeEnd, type Machine } from "../machine/machine.ts";
import { DoesNotLoadError } from "./errors.ts";
import type { Versions } from "./source.ts";
import { bindingFile, type TfjsPackage } from "./tfjs-package.ts";

const limit = 120_000;
const reportSchema = z.object({
  tensorflow: z.string(),
  product: z.tuple([z.literal(3), z.literal(7)]),
});

/**
 * Loads the binding below `root` in a process of its own and lets it compute.
 * @returns the versions of what was loaded
 * @throws DoesNotLoadError
 */
export async function verify(
  root: string,
  tfjs: TfjsPackage,
  machine: Machine,
  signal?: AbortSignal,
): Promise<Versions> {
  const script = fileURLToPath(new URL("./load-check.js", import.meta.url));
  const end = await machine.run({
    program: machine.nodePath,
    args: [script, bindingFile(root, tfjs.nodeApi)],
    env: { TF_CPP_MIN_LOG_LEVEL: "2" },
    limit,
    signal,
  });
  if (end.end !== "exited" || end.code !== 0)
    throw new DoesNotLoadError(describeEnd(end), end.end === "killed" && end.by === "SIGILL");
  try {
    const { tensorflow } = checkJson(reportSchema, end.stdout, "the binding's report");
    return { "tfjs-node": tfjs.version, tensorflow };
  } catch (error) {
    if (error instanceof KnownError) throw new DoesNotLoadError(error.message, false);
    throw error;
  }
}
