import { cpus, freemem, loadavg, totalmem } from "node:os";

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
