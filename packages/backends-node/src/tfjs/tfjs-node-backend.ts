import {
  type Backend,
  checkJson,
  type Probe,
  probeSchema,
  UnsupportedError,
} from "@vmoe-bench/contracts";
import { loadModel, prepareModel, type Where } from "@vmoe-bench/tfjs/model";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { loadTfjsNode, nativeFacts, type Tfjs } from "./load-tfjs-node.ts";

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

const script = fileURLToPath(new URL("../../dist/tfjs/probe-process.js", import.meta.url));

/**
 * Looks for tfjs-node in a process of its own: loading TensorFlow fixes a process's thread count,
 * and ends it where the CPU lacks an instruction set.
 */
async function probeTfjsNode(): Promise<Probe> {
  const { how, stdout, stderr } = await runProbe();
  if (how === undefined) return checkJson(probeSchema, stdout, "the probe of tfjs-node");
  return {
    available: false,
    reason: `tfjs-node ends its process when it is loaded (${how}): ${stderr.trim().slice(-500)}`,
    remedy: "Run `npx vmoe-bench setup`; TensorFlow needs a CPU with AVX.",
  };
}

interface ProbeRun {
  /** How the process ended; undefined when it ended well. */
  readonly how: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function runProbe(): Promise<ProbeRun> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script], (error, stdout, stderr) => {
      const how = error === null ? undefined : (error.signal ?? `exit code ${error.code}`);
      resolve({ how, stdout, stderr });
    });
  });
}
