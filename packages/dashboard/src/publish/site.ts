import { answerOf, type Summary } from "@vmoe-bench/report";

/** What every page of a publication says of itself. */
export interface Site {
  readonly title: string;
  readonly description: string;
  /** Of the day on which it was published: "2026-11-24". */
  readonly date: string;
  /** Runs that are not in it, and why: a sentence each. */
  readonly leftOut: readonly string[];
}

/** Of the models. */
export const source = "https://arxiv.org/abs/2309.04354";

/** How its numbers were made, in sentences. */
export const method: readonly string[] = [
  "Each V-MoE is measured beside its dense baseline: block by block in turn, each block in a fresh process or page, in an order that chance decides.",
  "Latency is a ratio over rounds with a 95 % interval; accuracy is paired over the same images. Nothing is called a difference unless its interval says so and it is larger than the run's threshold.",
  "A row is valid, semi-valid or invalid by rules that look at the machine, the clock and the samples; why stands beside it. What ran on emulated hardware is in no table.",
  "Every number is computed from the records, which are in this folder: each has a hash of its content.",
];

/** @param summaries of all runs, oldest first */
export function siteOf(
  summaries: readonly Summary[],
  leftOut: readonly string[],
  now: Date = new Date(),
): Site {
  const devices = new Set(summaries.map(({ device }) => device.id)).size;
  const newest = summaries.slice(-1).flatMap((summary) => answerOf(summary).pairs)[0];
  const count = `${summaries.length} run${summaries.length === 1 ? "" : "s"} on ${devices} device${devices === 1 ? "" : "s"}`;
  return {
    title: "Does a sparse Mobile V-MoE beat a dense ViT on an edge device?",
    description: `${count}.${newest === undefined ? "" : ` The newest: ${newest.verdict}`}`,
    date: now.toISOString().slice(0, 10),
    leftOut,
  };
}
