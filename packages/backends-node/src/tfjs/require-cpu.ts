import { UnsupportedError } from "@vmoe-bench/contracts";
import type { Where } from "@vmoe-bench/tfjs/model";
import type { Tfjs } from "./load-tfjs-node.ts";
import { nativeFacts } from "./native-facts.ts";

/**
 * @throws UnsupportedError when TensorFlow does not run on the CPU
 */
export function requireCpu(tf: Tfjs): Where {
  const { tensorflow, device } = nativeFacts(tf);
  if (device !== "CPU")
    throw new UnsupportedError(
      `TensorFlow runs on a ${device}.`,
      "Install its CPU build: run `npx vmoe-bench setup`.",
    );
  const version = `${tf.version["tfjs-node"]} with TensorFlow ${tensorflow}`;
  return { runtime: "tfjs-node", version, provider: "cpu" };
}
