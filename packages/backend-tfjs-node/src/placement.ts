import { UnsupportedError, type Placement, type PreparedManifest } from "@vmoe-bench/contracts";
import type { Tfjs } from "./load-tfjs-node.ts";
import { nativeFacts } from "./native-facts.ts";

/**
 * @throws UnsupportedError when TensorFlow does not run on the CPU
 */
export function placementOf(
  tf: Tfjs,
  { strategy, precision, files }: PreparedManifest,
  threads: number,
): Placement {
  const { tensorflow, device } = nativeFacts(tf);
  if (device !== "CPU")
    throw new UnsupportedError(
      `TensorFlow runs on a ${device}.`,
      "Install its CPU build: run `npm run setup`.",
    );
  const version = `${tf.version["tfjs-node"]} with TensorFlow ${tensorflow}`;
  const artifactBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const where = { runtime: "tfjs-node", version, provider: "cpu", threads };
  return { ...where, strategy, precision, artifactBytes };
}
