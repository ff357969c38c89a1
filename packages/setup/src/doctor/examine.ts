import type { Machine } from "../machine/machine.ts";
import { thisMachine } from "../machine/this-machine.ts";
import { examineBrowsers } from "./examine-browsers.ts";
import { examineDisk } from "./examine-disk.ts";
import { examineOnnxRuntime, examineTfjsNode } from "./examine-runtimes.ts";
import { examineSharp } from "./examine-sharp.ts";
import { examineTemporary } from "./examine-temporary.ts";
import { examineTools } from "./examine-tools.ts";
import { type Facts, readFacts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { judgeFacts } from "./judge-facts.ts";
import { judgeReports } from "./judge-reports.ts";
import { unlessItFails } from "./unless-it-fails.ts";

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
