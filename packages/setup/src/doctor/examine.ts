import type { Machine } from "../machine/machine.ts";
import { thisMachine } from "../machine/this-machine.ts";
import {
  examineBrowsers,
  examineOnnxRuntime,
  examineSharp,
  examineTfjsNode,
  examineTools,
} from "./runtimes.ts";
import { examineDisk, examineTemporary } from "./disk.ts";
import {
  type Facts,
  type Finding,
  judgeFacts,
  judgeReports,
  readFacts,
  unlessItFails,
} from "./facts.ts";

export interface ExamineOptions {
  readonly machine?: Machine;
  readonly facts?: Facts;
  /** The npm packages' folders; by default where Node finds them. */
  readonly tfjsNodeDir?: string;
  readonly onnxRuntimeDir?: string;
}

/**
 * What is here and what is missing, for `vmoe-bench doctor`. Changes nothing, and goes on where one
 * thing can't be looked at.
 */
export async function examine(options: ExamineOptions = {}): Promise<Finding[]> {
  const { machine = thisMachine, facts = readFacts() } = options;
  const [disk, temporary, tools, ort, tfjs, sharp, browsers] = await Promise.all([
    unlessItFails("Disk", () => examineDisk(machine)),
    unlessItFails("Temporary folder", () => examineTemporary(machine)),
    unlessItFails("npm and build tools", () => examineTools(machine)),
    unlessItFails("onnxruntime-node", () => examineOnnxRuntime(machine, options.onnxRuntimeDir)),
    unlessItFails("tfjs-node", () => examineTfjsNode(machine, options.tfjsNodeDir)),
    unlessItFails("sharp", () => examineSharp(machine)),
    unlessItFails("Browsers", () => examineBrowsers(machine)),
  ]);
  const reports = judgeReports(machine.env);
  const runtimes = [...ort, ...tfjs, ...sharp];
  const disks = [...disk, ...temporary];
  return [...judgeFacts(facts), ...disks, ...tools, ...runtimes, reports, ...browsers];
}
