import { KnownError, type Probe } from "@vmoe-bench/contracts";
import { loadTfjsNode, nativeFacts } from "./load-tfjs-node.ts";

process.stdout.write(JSON.stringify(await probe()));

async function probe(): Promise<Probe> {
  try {
    const tf = await loadTfjsNode({ threads: 1 });
    const { tensorflow, device } = nativeFacts(tf);
    const { "tfjs-node": node, "tfjs-core": core } = tf.version;
    const versions = { "tfjs-node": node, "tfjs-core": core, tensorflow };
    return { available: true, versions, adapter: device, software: false };
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    return { available: false, reason: error.message, remedy: error.remedy };
  }
}
