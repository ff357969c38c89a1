import { cpus, freemem, loadavg, totalmem } from "node:os";
import { messageOf, reportsAskedFor, reportSwitches } from "@vmoe-bench/contracts";
import { gigabytes } from "../machine/machine.ts";

/** What the operating system says about this machine, read at one moment. */
export interface Facts {
  /** As in `process.versions.node`. */
  readonly node: string;
  readonly processor: string;
  readonly cores: number;
  readonly totalBytes: number;
  readonly freeBytes: number;
  /** Mean number of running processes over the last minute; 0 on Windows, which has none. */
  readonly load: number;
}

export function readFacts(): Facts {
  const processors = cpus();
  return {
    node: process.versions.node,
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    totalBytes: totalmem(),
    freeBytes: freemem(),
    load: loadavg()[0] ?? 0,
  };
}

/** One thing that the harness needs or that changes its numbers, and how it is here. */
export interface Finding {
  readonly name: string;
  readonly status: "ok" | "missing" | "warning";
  readonly detail: string;
  readonly remedy?: string;
}

/** What looking finds; where looking itself fails, that is the finding, and the others are still told. */
export async function unlessItFails(
  name: string,
  look: () => Promise<Finding | readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    return [
      {
        name,
        status: "warning",
        detail: `could not be looked at: ${messageOf(error)}`,
        remedy: "Look at the permissions of what is named, and run doctor again.",
      },
    ];
  }
}

const oldestNode = [20, 19] as const;
/** One process with TensorFlow and a small model takes about 1 GB. */
const wantedBytes = 1.5e9;
/** Busy cores beyond which two runs on the same machine differ visibly. */
const busyPart = 0.25;

/** Findings about Node and the machine; nothing is read, so the same facts give the same findings. */
export function judgeFacts(facts: Facts): Finding[] {
  return [judgeNode(facts), judgeProcessor(facts), judgeMemory(facts), judgeLoad(facts)];
}

function judgeNode({ node }: Facts): Finding {
  const [major = 0, minor = 0] = node.split(".").map(Number);
  const [oldMajor, oldMinor] = oldestNode;
  if (major > oldMajor || (major === oldMajor && minor >= oldMinor))
    return { name: "Node", status: "ok", detail: node };
  const wanted = oldestNode.join(".");
  return {
    name: "Node",
    status: "missing",
    detail: `${node}, older than ${wanted}`,
    remedy: `Install Node ${wanted} or newer.`,
  };
}

function judgeProcessor({ processor, cores }: Facts): Finding {
  const detail = `${processor}, ${cores} ${cores === 1 ? "core" : "cores"}`;
  return { name: "Processor", status: "ok", detail };
}

function judgeMemory({ totalBytes, freeBytes }: Facts): Finding {
  const detail = `${gigabytes(freeBytes)} of ${gigabytes(totalBytes)} free`;
  if (freeBytes >= wantedBytes) return { name: "Memory", status: "ok", detail };
  return {
    name: "Memory",
    status: "warning",
    detail,
    remedy: "Close other programs, or a block may end for lack of memory.",
  };
}

function judgeLoad({ load, cores }: Facts): Finding {
  const detail = `${load.toFixed(1)} running on ${cores} over the last minute`;
  if (load <= cores * busyPart) return { name: "Load", status: "ok", detail };
  return {
    name: "Load",
    status: "warning",
    detail,
    remedy: "Wait until other programs are done, or latencies will be noisy.",
  };
}

/** What parts tell their makers: nothing, unless the user has asked for it. */
export function judgeReports(env: Readonly<Record<string, string | undefined>>): Finding {
  const name = "Telemetry";
  const asked = reportsAskedFor(env);
  if (asked.length === 0)
    return {
      name,
      status: "ok",
      detail: `off (${reportSwitches.map(({ variable }) => variable).join(", ")})`,
    };
  const [on, variables] = [
    asked.map(({ what }) => what).join(" and "),
    asked.map(({ variable }) => variable).join(" and "),
  ];
  return {
    name,
    status: "warning",
    detail: `${on}: on, as ${variables} ${asked.length === 1 ? "asks" : "ask"} for it`,
    remedy: `Unset ${variables} to have it off.`,
  };
}
