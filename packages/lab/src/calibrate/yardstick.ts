import { UnsupportedError, vitConfigSchema } from "@vmoe-bench/contracts";
import { randomWeights } from "@vmoe-bench/model";
import { findCard, writeModel } from "@vmoe-bench/models/zoo";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gather, normalise, openDataset } from "@vmoe-bench/dataset";
import { projectRoot, temporaryFolder } from "@vmoe-bench/files";
import { median, type MedianRatio } from "@vmoe-bench/measure";
import { onnxFiles } from "@vmoe-bench/onnx/export";
import { z } from "zod";
import { type RealBlocks, shippedModel, withRealBlocks } from "./real-blocks.ts";
import {
  type CalibrationContext,
  calibrationDir,
  type Experiment,
  type Findings,
} from "./experiment.ts";
import { pythonWith } from "../python.ts";
import { inRounds, pairsOf, ratioOf } from "../in-rounds.ts";

/**
 * A model of the size that edge devices run: 12 layers of width 192 and 197 tokens, as a ViT-Tiny of
 * 224 x 224 pixels has, but with patches of 2 for the shipped images of 28 x 28. Random weights take as
 * long as trained ones.
 */
async function writeLargerModel(folder: string): Promise<void> {
  const shipped = await findCard(shippedModel);
  const config = vitConfigSchema.parse({
    ...shipped.config,
    patch: 2,
    width: 192,
    depth: 12,
    heads: 3,
    mlpWidth: 768,
    classToken: true,
    pool: "class",
  });
  const card = { ...shipped, id: "vit-12x192", description: "Random weights.", config };
  await writeModel(folder, card, randomWeights(config, 1));
}

const limit = 0.02;
const title = "An outside yardstick: a bare loop in Python";
const target = `within ${100 * limit} %`;
const folder = join(projectRoot, "benchmarks", "onnxruntime");

const answerSchema = z.strictObject({
  version: z.string().max(50),
  samplesMs: z.array(z.number().positive()).min(1).max(10_000_000),
});

type Python = (args: readonly string[]) => Promise<string>;

/** The harness against a bare loop over the same ONNX file and images, turn by turn. */
export const measureYardstick: Experiment = async (context) => {
  const { signal } = context;
  let python: Python;
  try {
    const requirements = join(folder, "requirements.txt");
    python = await pythonWith(requirements, join(calibrationDir, "onnxruntime-venv"), signal);
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    return skipped(`${error.message} ${error.remedy}`);
  }
  const temporary = temporaryFolder("yardstick");
  try {
    const larger = join(temporary.path, "vit-12x192");
    await writeLargerModel(larger);
    const models = [
      { name: "vit-12x192, 197 tokens", model: larger },
      { name: `${shippedModel}, 49 tokens`, model: shippedModel },
    ];
    const measured: Measured[] = [];
    for (const [i, { name, model }] of models.entries()) {
      const progress = (done: number, total: number) =>
        context.progress(i * total + done, models.length * total);
      const measuredTurns = await withRealBlocks(
        { backend: "ort-node/cpu", model },
        signal,
        (blocks) => turns(blocks, python, { ...context, progress }),
      );
      measured.push({ name, ...measuredTurns });
    }
    return findings(measured);
  } finally {
    temporary.remove();
  }
};

interface Turns {
  /** Harness over bare loop. */
  readonly ratio: MedianRatio;
  readonly harnessMs: number;
  readonly bareMs: number;
  readonly version: string;
  readonly seconds: number;
}
type Measured = Turns & { readonly name: string };

async function turns(
  blocks: RealBlocks,
  python: Python,
  { quick, progress }: CalibrationContext,
): Promise<Turns> {
  const rounds = quick ? 2 : 15;
  const seconds = quick ? 0.1 : 1;
  const temporary = temporaryFolder("images");
  try {
    const { path, dims } = await writeImages(temporary.path, blocks.imageIndexes);
    const file = join(blocks.files, onnxFiles.whole);
    const script = join(folder, "bare_loop.py");
    const args = [script, file, path, ...dims.map(String), String(seconds)];
    let version = "";
    const bare = async () => {
      const answer = answerSchema.parse(JSON.parse(await python(args)));
      version = answer.version;
      return answer.samplesMs;
    };
    const warmUp = { minRuns: 10, maxRuns: 20_000, maxMs: 250 * seconds };
    const harness = async () =>
      (await blocks.measure({ warmUp, minMs: 1_000 * seconds })).samplesMs;
    const measured = await inRounds([harness, bare], (measure) => measure(), {
      rounds,
      onRound: (round) => progress(round, rounds),
    });
    const pairs = pairsOf(measured, harness, bare);
    const middle = (side: 0 | 1) => median(pairs.map((pair) => median(pair[side]) ?? NaN)) ?? NaN;
    return { ratio: ratioOf(pairs), harnessMs: middle(0), bareMs: middle(1), version, seconds };
  } finally {
    temporary.remove();
  }
}

/** The harness's own images, as raw numbers. */
async function writeImages(dir: string, indexes: readonly number[]) {
  const { normalisation } = await findCard(shippedModel);
  const split = await openDataset("fashion-mnist", { split: "test" });
  const { data, dims } = normalise(gather(split.images, [...indexes]), normalisation);
  const path = join(dir, "images.f32");
  await writeFile(path, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return { path, dims: dims.slice(1) };
}

function findings(measured: readonly Measured[]): Findings {
  const [first] = measured;
  const turns = first?.ratio.rounds ?? 0;
  return {
    title,
    method: `Batch 1, one thread: the harness's block (a fresh process of onnxruntime-node) and benchmarks/onnxruntime/bare_loop.py (a fresh process of Python's onnxruntime ${first?.version ?? ""}) on the same ONNX file and images, ${turns} turns of ${first?.seconds ?? 0} s or 128 images each, in random order. The two bindings cost a call differently: onnxruntime-node waits for a turn of Node's event loop before each run (setImmediate in its backend.js), Python's does not. That is a part of a small model's time, and next to none of one that takes milliseconds.`,
    figures: measured.map(({ name, ratio: { ratio, low, high } }) => ({
      name: `harness's median over a bare loop's, less 1, ${name}`,
      value: ratio - 1,
      text: `${signed(ratio - 1)} [${signed(low - 1)}, ${signed(high - 1)}]`,
      target,
      met: Math.abs(ratio - 1) <= limit,
    })),
    table: {
      columns: ["model", "harness, median", "bare loop, median", "difference"],
      rows: measured.map(({ name, harnessMs, bareMs }) => [
        name,
        `${harnessMs.toFixed(4)} ms`,
        `${bareMs.toFixed(4)} ms`,
        `${(1_000 * (harnessMs - bareMs)).toFixed(0)} µs`,
      ]),
    },
    plots: [],
  };
}

function signed(part: number): string {
  return `${part < 0 ? "−" : "+"}${Math.abs(100 * part).toFixed(2)} %`;
}

function skipped(reason: string): Findings {
  return {
    title,
    method: "A bare loop in Python's onnxruntime over the same ONNX file and images.",
    figures: [
      {
        name: "harness's median over a bare loop's, less 1",
        value: null,
        text: `not measured: ${reason}`.slice(0, 500),
        target,
        met: null,
      },
    ],
    table: null,
    plots: [],
  };
}
