import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { gigabytes } from "../gigabytes.ts";
import type { Machine } from "../machine/machine.ts";
import { thisMachine } from "../machine/this-machine.ts";
import { cacheFolder } from "../native/cache.ts";
import { examineBrowsers } from "./examine-browsers.ts";
import { examineOnnxRuntime, examineTfjsNode } from "./examine-runtimes.ts";
import { examineTools } from "./examine-tools.ts";
import { type Facts, readFacts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { judgeFacts } from "./judge-facts.ts";

/** TensorFlow's wheel and its libraries while they are unpacked. */
const wantedBytes = 2e9;

export interface ExamineOptions {
  readonly machine?: Machine;
  readonly facts?: Facts;
  /** The npm packages' folders; by default where Node finds them. */
  readonly tfjsNodeDir?: string;
  readonly onnxRuntimeDir?: string;
}

/** What is here and what is missing, for `vmoe-bench doctor`. Changes nothing. */
export async function examine(options: ExamineOptions = {}): Promise<Finding[]> {
  const { machine = thisMachine, facts = readFacts() } = options;
  const [tools, disk, browsers, ...runtimes] = await Promise.all([
    examineTools(machine),
    examineDisk(machine),
    examineBrowsers(machine),
    examineOnnxRuntime(machine, options.onnxRuntimeDir),
    examineTfjsNode(machine, options.tfjsNodeDir),
  ]);
  return [...judgeFacts(facts), disk, ...tools, ...runtimes, ...browsers];
}

async function examineDisk(machine: Machine): Promise<Finding> {
  const folder = nearestExisting(cacheFolder(machine.env));
  const free = await machine.freeBytes(folder);
  const detail = `${gigabytes(free)} free in ${folder}`;
  if (free >= wantedBytes) return { name: "Disk", status: "ok", detail };
  return {
    name: "Disk",
    status: "warning",
    detail,
    remedy: "Free some space, or set VMOE_BENCH_CACHE to a folder on another disk.",
  };
}

function nearestExisting(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder
    ? folder
    : nearestExisting(dirname(folder));
}
