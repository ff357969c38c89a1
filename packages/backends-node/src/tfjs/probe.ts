import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { checkJson, probeSchema, type Probe } from "@vmoe-bench/contracts";

const script = fileURLToPath(new URL("../../dist/tfjs/probe-process.js", import.meta.url));

/**
 * Looks for tfjs-node in a process of its own: loading TensorFlow fixes a process's thread count,
 * and ends it where the CPU lacks an instruction set.
 */
export async function probeTfjsNode(): Promise<Probe> {
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
