import {
  type Arm,
  armSchema,
  type Block,
  type Host,
  type LatencyMeasurement,
  type Task,
  UnsupportedError,
} from "@vmoe-bench/contracts";
import { createHosts, openPages, PreparedModels, Splits } from "@vmoe-bench/bench/run";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { launchBrowser } from "@vmoe-bench/server/driven";
import { createPageServer } from "@vmoe-bench/server";
import { findBrowser } from "@vmoe-bench/setup";
import { pageFolder } from "@vmoe-bench/files";
import { openDataset } from "@vmoe-bench/dataset";
import { type Figure, type FigureSet, ratioFigure, atMost } from "./figure.ts";
import { inRounds, pairsOf, ratioOf } from "./in-rounds.ts";

type LatencyTask = Extract<Task, { kind: "latency" }>;

function armOf(model: string, backend: string, strategy: Arm["strategy"]): Arm {
  return armSchema.parse({ model, backend, strategy, batch: 1, threads: 1 });
}

/** One block where `host` runs it; it has to complete. */
async function latencyOf(
  host: Host,
  models: PreparedModels,
  arm: Arm,
  task: LatencyTask,
): Promise<LatencyMeasurement> {
  const dataset = { name: "fashion-mnist", split: "test", dir: null } as const;
  const plan = { id: `${arm.backend} ${arm.strategy}`, arm, task, dataset };
  const block: Block = { ...plan, ...(await models.placesFor(plan)) };
  const end = await host.run(block, () => undefined, new AbortController().signal);
  if (end.type === "completed" && end.measurement.kind === "latency") return end.measurement;
  throw new Error(`A block of ${arm.backend}, ${arm.strategy} ended so: ${JSON.stringify(end)}`);
}

const limitBytes = 500_000;

/** Bytes over the network, compressed, until a page that was never opened before is connected. */
async function measureFirstVisit(): Promise<Figure[]> {
  const chrome = await findBrowser("chrome");
  if (!chrome.available) throw new UnsupportedError(chrome.reason, chrome.remedy);
  const server = await createPageServer({ page: pageFolder });
  const browser = await launchBrowser(chrome);
  try {
    const page = await browser.newPage();
    const network = await page.createCDPSession();
    await network.send("Network.enable");
    let value = 0;
    network.on("Network.loadingFinished", ({ encodedDataLength }) => {
      value += encodedDataLength;
    });
    await page.goto(server.joinUrl, { waitUntil: "networkidle0" });
    await server.nextPage(AbortSignal.timeout(60_000));
    return [
      kilobytes("first visit of the page, compressed, before any runtime", value),
      await everyScript(),
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}

/** All that any backend needs, but for the runtimes' WebAssembly. */
async function everyScript(): Promise<Figure> {
  const names = await readdir(pageFolder, { recursive: true });
  const scripts = names.filter((name) => /\.(html|css|m?js)$/.test(name));
  const files = await Promise.all(scripts.map((name) => readFile(join(pageFolder, name))));
  const value = files.reduce((sum, file) => sum + brotliCompressSync(file).length, 0);
  return kilobytes("every script of the page and of all its backends, compressed", value);
}

function kilobytes(name: string, value: number): Figure {
  return {
    name,
    value,
    text: `${(value / 1_000).toFixed(1)} kB`,
    target: `at most ${limitBytes / 1_000} kB`,
    met: value > 0 && value <= limitBytes,
  };
}

const limitMicroseconds = 10;
const minMs = 500;
/** The loop looks at its clock between slices of this length, so that it may run longer by one. */
const sliceMs = 100;

/** What the sampling loop costs a sample in a page, with a backend that computes nothing. */
async function measurePageOverhead(): Promise<Figure[]> {
  const splits = Splits.opened([await openDataset("fashion-mnist", { split: "test" })]);
  const host = await openPages("chrome");
  const models = await PreparedModels.create(splits);
  try {
    const { samplesMs } = await latencyOf(
      host,
      models,
      armOf("fashion-vit-6x64", "null", "dense"),
      {
        kind: "latency",
        imageIndexes: [0],
        warmUp: { minRuns: 1_000, maxRuns: 1_000, maxMs: 1_000 },
        minSamples: 1,
        minMs,
        maxMs: minMs,
      },
    );
    const value = (1_000 * (minMs + sliceMs)) / samplesMs.length;
    return [
      atMost(
        "harness overhead a sample in a page, whole loop, at most (null backend)",
        value,
        `${value.toFixed(2)} µs`,
        limitMicroseconds,
        " µs",
      ),
    ];
  } finally {
    await host.close();
    await models.remove();
  }
}

const rounds = 7;
const dense = "fashion-vit-6x64";
const sparse = "fashion-vmoe-6x64-e4";
const strategies = ["gather", "branch", "split", "split-lazy", "moe-op", "all-experts"] as const;
/** The most that the best strategy's latency over dense may be. */
const limit = 1.03;

const images = 128;
const task: LatencyTask = {
  kind: "latency",
  imageIndexes: Array.from({ length: images }, (_, i) => i),
  warmUp: { minRuns: 128, maxRuns: 2_000, maxMs: 1_000 },
  minSamples: images,
  minMs: 1_000,
  maxMs: 10_000,
};

/**
 * WebAssembly over Node, and each strategy over dense in the page: in one interleaved run, each block
 * in a fresh process or page, one thread.
 */
async function measurePageLatency(): Promise<Figure[]> {
  const inNode = armOf(dense, "ort-node/cpu", "dense");
  const inPage = armOf(dense, "ort-web/wasm", "dense");
  const sparseArms = strategies.map((strategy) => armOf(sparse, "ort-web/wasm", strategy));
  const nodeSparse = armOf(sparse, "ort-node/cpu", "split");
  const arms = [inNode, inPage, nodeSparse, ...sparseArms];
  const splits = Splits.opened([await openDataset("fashion-mnist", { split: "test" })]);
  const host = createHosts("chrome");
  const models = await PreparedModels.create(splits);
  let samples: Map<Arm, (readonly number[])[]>;
  try {
    const samplesOf = async (arm: Arm) => (await latencyOf(host, models, arm, task)).samplesMs;
    samples = await inRounds(arms, samplesOf, { rounds });
  } finally {
    await host.close();
    await models.remove();
  }
  const over = (arm: Arm, baseline: Arm) => ratioOf(pairsOf(samples, arm, baseline));
  const splitInPage = sparseArms.find(({ strategy }) => strategy === "split") ?? inPage;
  const overDense = sparseArms.map((arm) => ({ arm, ratio: over(arm, inPage) }));
  const best = overDense.toSorted((a, b) => a.ratio.ratio - b.ratio.ratio)[0];
  if (best === undefined) throw new Error("There is no strategy to compare.");
  return [
    ratioFigure("6x64 dense, ort-web/wasm over ort-node/cpu", over(inPage, inNode), null),
    ratioFigure("6x64 split, ort-web/wasm over ort-node/cpu", over(splitInPage, nodeSparse), null),
    ...overDense.map(({ arm, ratio }) =>
      ratioFigure(`6x64 in a page, ort-web/wasm: ${arm.strategy} over dense`, ratio, null),
    ),
    ratioFigure(`6x64 in a page, best: ${best.arm.strategy} over dense`, best.ratio, limit),
  ];
}

export const pageFigures: FigureSet = {
  bytes: measureFirstVisit,
  overhead: measurePageOverhead,
  latency: measurePageLatency,
};
