import { loadTfjsNode } from "@vmoe-bench/backends-node/tfjs";
import { messageOf } from "@vmoe-bench/contracts";

/** Why tests that train can't run here; undefined where they can. */
export const whyNoTfjs: string | undefined = await loadTfjsNode({ threads: 2 }).then(
  () => undefined,
  (error: unknown) => `needs tfjs-node: ${messageOf(error)}`,
);
