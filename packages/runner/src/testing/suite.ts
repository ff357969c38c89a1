import {
  type Block,
  type Device,
  type Profile,
  type Suite,
  suiteSchema,
} from "@vmoe-bench/contracts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type PlanInput, planRun, type RunPlan } from "../plan/plan.ts";

export const suite: Suite = suiteSchema.parse({
  schemaVersion: 1,
  name: "small",
  description: "",
  models: ["dense", "vmoe"],
  backends: ["null", "ort-node/cpu"],
  strategies: ["gather", "all-experts"],
  footprintImages: 0,
  batches: [1],
  dataset: { name: "fashion-mnist", split: "test" },
  profile: "quick",
  accuracyBatch: 4,
});

export const device: Device = { id: "here", name: "Here", notes: "", threads: 1, browser: null };

export const profile: Profile = {
  name: "quick",
  images: 5,
  minSamples: 30,
  minDurationMs: 30,
  maxDurationMs: 300,
  blocks: 3,
  maxBlocks: null,
};

export function plan(changes: Partial<PlanInput> = {}): RunPlan {
  return planRun({
    suite,
    device,
    profile,
    seed: 1,
    models: [
      { id: "dense", hasExperts: false },
      { id: "vmoe", hasExperts: true, baseline: "dense" },
    ],
    singleThreaded: new Set(),
    splitSizes: [7],
    datasetDirs: [null],
    startedAt: new Date("2026-01-02T03:04:05.678Z"),
    command: "vmoe-bench run small --seed 1",
    browser: null,
    ...changes,
  });
}

/** A plan's block under another id, which tells a fixture worker what to do. */
export function blockNamed(id: string): Block {
  const [first] = plan().blocks;
  if (first === undefined) throw new Error("The plan is empty.");
  return { ...first, id, files: "", images: "" };
}

/** An empty folder that goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "vmoe-bench-runner-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
