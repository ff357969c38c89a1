import { gigabytes } from "../gigabytes.ts";
import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";

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
