import type { Backend } from "@vmoe-bench/contracts";
import { loadModel, prepareModel } from "@vmoe-bench/tfjs/model";
import { loadTfjsNode } from "./load-tfjs-node.ts";
import { requireCpu } from "./require-cpu.ts";
import { probeTfjsNode } from "./probe.ts";

/** TensorFlow's CPU kernels, called operation by operation from tfjs. */
export function tfjsNodeBackend(): Backend {
  return {
    id: "tfjs-node/cpu",
    probe: probeTfjsNode,
    prepare: prepareModel,
    async load(files, options) {
      return loadModel(files, options, requireCpu(await loadTfjsNode(options)));
    },
  };
}
