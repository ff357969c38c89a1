import { check } from "@vmoe-bench/contracts";
import { seededRandom } from "@vmoe-bench/measure";
import {
  digits,
  dashboardSchema,
  type DashboardCell,
  type DashboardData,
} from "@vmoe-bench/dashboard";

const backends = [
  "ort-node/cpu",
  "ort-web/wasm",
  "ort-web/webgpu",
  "tfjs-node/cpu",
  "tfjs-web/webgl",
];
const strategies = ["dense", "gather", "branch", "split", "split-lazy", "moe-op", "all-experts"];
const batches = [1, 8, 32];
const armsOfRun = backends.length * strategies.length * batches.length;

/** Made-up cells with numbers of as many digits as real ones, so that they compress as badly. */
export function manyCells(count: number): DashboardData {
  const random = seededRandom(1);
  const near = (value: number) => digits(value * (0.7 + 0.6 * random.uniform()));
  const runs = Math.ceil(count / armsOfRun);
  const cells = Array.from({ length: runs * armsOfRun }, (_, index): DashboardCell => {
    const run = Math.floor(index / armsOfRun);
    const batch = batches[index % 3] ?? 1;
    const strategy = strategies[Math.floor(index / 3) % strategies.length] ?? "dense";
    const backend = backends[Math.floor(index / (3 * strategies.length)) % backends.length] ?? "";
    const dense = strategy === "dense";
    const model = dense ? "fashion-vit-6x64" : "fashion-vmoe-6x64-e4";
    const medianMs = near(0.5 * batch);
    const ratio = near(1.1);
    const top1 = near(0.7);
    return {
      run,
      model,
      backend,
      strategy,
      precision: "float32",
      batch,
      threads: 1,
      scenario: "single-stream",
      dataset: "fashion-mnist/test",
      control: "none",
      state: index % 50 === 7 ? "invalid" : "valid",
      software: false,
      remarks: index % 50 === 7 ? [0] : [],
      top1: { value: top1, low: digits(top1 * 0.99), high: digits(top1 * 1.01), n: 10_000 },
      gain: dense ? null : { value: near(0.5), low: -near(0.5), high: near(1), n: 10_000 },
      latency: {
        medianMs,
        lowMs: digits(medianMs * 0.97),
        highMs: digits(medianMs * 1.04),
        p90Ms: digits(medianMs * 1.2),
        samples: 1_000 + random.integer(1_000),
      },
      baseline: dense ? null : index - (Math.floor(index / 3) % strategies.length) * 3,
      ratio: dense ? null : { value: ratio, low: digits(ratio * 0.96), high: digits(ratio * 1.05) },
      verdict: dense ? "baseline" : ratio > 1.05 ? "slower" : "no-difference",
      flops: { denseEquivalent: 54e6, active: 34e6, executed: 34e6 },
      bytes: Math.round(near(2e6)),
      readBytes: Math.round(near(1e6)),
      peakBytes: near(120e6),
      coldMs: near(40),
      firstEverMs: near(90),
      coldParts: { prepareMs: 0, loadMs: near(30), firstMs: near(10) },
      firstEverParts: null,
      // One run in ten is sustained.
      curve: Array.from({ length: run % 10 === 0 ? 10 : 0 }, (_, minute) => ({
        minute: minute + 1,
        medianMs: digits(1 + random.uniform() / 10),
        samples: 1_000,
      })),
      command: `vmoe-bench run default --device device-${run} --only '${model}@${backend} ${strategy} b${batch} t1'`,
      provenance: 0,
      detail: true,
    };
  });
  const sha256 = "0".repeat(64);
  const data: DashboardData = {
    schemaVersion: 1,
    devices: Array.from({ length: runs }, (_, i) => ({
      id: `device-${i}`,
      name: `Made-up device ${i}`,
      notes: "",
    })),
    runs: Array.from({ length: runs }, (_, i) => ({
      id: `2026-11-24T09-13-36-${String(i).padStart(3, "0")}Z-default`,
      device: i,
      suite: "default",
      profile: "standard",
      dataset: "fashion-mnist, test",
      startedAt: "2026-11-24T09:13:36.000Z",
      command: "vmoe-bench run default",
      claimThreshold: 0.05,
      blocks: { planned: 140, recorded: 140, completed: 140 },
      unfinished: false,
      answer: { lines: [], pairs: [], trust: null },
    })),
    cells,
    provenances: [
      {
        harness: { version: "0.1.0", commit: null, dirty: null, lockfileSha256: null },
        system: {
          platform: "linux",
          release: "6",
          arch: "x64",
          cpu: "made up",
          cores: 2,
          memoryBytes: 1,
          governor: null,
        },
        runtime: { versions: {}, adapter: "cpu", software: false, flags: [] },
        clock: { name: "performance.now" },
        model: { sha256 },
        dataset: { sha256 },
      },
    ],
    texts: ["A proof of which experts ran does not hold."],
    routings: [],
    training: { groups: [], map: [], paper: [], remarks: [] },
  };
  return check(dashboardSchema, data, "made-up cells");
}
