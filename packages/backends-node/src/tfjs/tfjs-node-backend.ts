import { UnsupportedError, type Backend } from "@vmoe-bench/contracts";
import { loadModel, prepareModel, type Where } from "@vmoe-bench/tfjs/model";
import { loadTfjsNode, type Tfjs } from "./load-tfjs-node.ts";
import { probeTfjsNode } from "./probe.ts";
import { nativeFacts } from "./native-facts.ts";

/** TensorFlow's CPU kernels, called operation by operation from tfjs. */
export function tfjsNodeBackend(): Backend {
  return {
    id: "tfjs-node/cpu",
    probe: probeTfjsNode,
    probesApart: true,
    prepare: prepareModel,
    async load(files, options) {
      return loadModel(files, options, requireCpu(await loadTfjsNode(options)));
    },
  };
}

/**
 * @throws UnsupportedError when TensorFlow does not run on the CPU
 */
function requireCpu(tf: Tfjs): Where {
  const { tensorflow, device } = nativeFacts(tf);
  if (device !== "CPU")
    throw new UnsupportedError(
      `TensorFlow runs on a ${device}.`,
      "Install its CPU build: run `npx vmoe-bench setup`.",
    );
  const version = `${tf.version["tfjs-node"]} with TensorFlow ${tensorflow}`;
  return { runtime: "tfjs-node", version, provider: "cpu" };
}
