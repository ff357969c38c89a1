import { appendFile, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeFileWhole } from "@vmoe-bench/files";
import { z } from "zod";
import type { Arm } from "@vmoe-bench/contracts";
import {
  atMost,
  type CalibrationContext,
  type Experiment,
  type Findings,
  shown,
} from "./experiment.ts";
import { claims, excludesOne } from "./simulate.ts";
import { type RealBlocks, shippedModel, withRealBlocks } from "./real-blocks.ts";
import { inRounds, ratioOf, pairsOf } from "../in-rounds.ts";

/** One comparison of an arm with itself, as the product judges it. */
const comparedSchema = z.strictObject({
  ratio: z.number().positive(),
  low: z.number().positive(),
  high: z.number().positive(),
  rounds: z.int().positive(),
});
type Compared = z.output<typeof comparedSchema>;

/** Comparisons that are done, one a line after a line of their settings; kept until all are. */
export class PartialResults {
  readonly #path: string;
  readonly done: Compared[];

  private constructor(path: string, done: Compared[]) {
    this.#path = path;
    this.done = done;
  }

  /** Goes on with the file where it was made with the same settings; begins anew where not. */
  static async open(dir: string, name: string, settings: string): Promise<PartialResults> {
    const path = pathOf(dir, name);
    const text = await readFile(path, "utf8").catch(() => "");
    const [first, ...lines] = text.split("\n");
    const comparisons = first === settings ? lines.map(parsed) : [];
    const broken = comparisons.indexOf(undefined);
    const done = comparisons
      .slice(0, broken < 0 ? undefined : broken)
      .filter((line) => line !== undefined);
    const whole = [settings, ...done.map((line) => JSON.stringify(line))];
    await writeFileWhole(path, whole.map((line) => `${line}\n`).join(""));
    return new PartialResults(path, done);
  }

  async add(found: Compared): Promise<void> {
    await appendFile(this.#path, `${JSON.stringify(found)}\n`);
    this.done.push(found);
  }
}

/** When the result is written. */
export async function removePartial(dir: string, name: string): Promise<void> {
  await rm(pathOf(dir, name), { force: true });
}

function pathOf(dir: string, name: string): string {
  return join(dir, `${name}.jsonl`);
}

/** Undefined for a line that was cut off when the process died, and for the empty last one. */
function parsed(line: string): Compared | undefined {
  try {
    return comparedSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

const rounds = 5;
const limit = 0.05;
const seed = 1;

interface SameArm {
  readonly name: string;
  readonly backend: Arm["backend"];
  /** The least time of a block. */
  readonly minMs: number;
}

/**
 * An arm against itself, on the product's own path: blocks in fresh processes, in random order within
 * each round, judged by the product's interval and claim rule. Each comparison is kept as it ends.
 */
export function sameArm(arm: SameArm): Experiment {
  return async (context) => {
    const count = context.comparisons ?? (context.quick ? 2 : 200);
    const settings = JSON.stringify({ ...arm, rounds, version: 1 });
    const partial = await PartialResults.open(context.stateDir, arm.name, settings);
    if (partial.done.length < count)
      await withRealBlocks(arm, context.signal, (blocks) =>
        compareUntil(count, { blocks, partial, context, minMs: arm.minMs }),
      );
    return findings(arm, partial.done.slice(0, count));
  };
}

interface Work {
  readonly blocks: RealBlocks;
  readonly partial: PartialResults;
  readonly context: CalibrationContext;
  readonly minMs: number;
}

async function compareUntil(count: number, { blocks, partial, context, minMs }: Work) {
  const warmUp = { minRuns: 10, maxRuns: 20_000, maxMs: minMs };
  const samples = async () => (await blocks.measure({ warmUp, minMs })).samplesMs;
  while (partial.done.length < count) {
    const number = partial.done.length;
    const measured = await inRounds(["arm", "baseline"], samples, {
      rounds,
      seed: seed + number,
      onRound: (round) => context.progress(number + round / rounds, count),
    });
    await partial.add(ratioOf(pairsOf(measured, "arm", "baseline")));
  }
}

function findings({ name, backend, minMs }: SameArm, found: readonly Compared[]): Findings {
  const spread = found.map(({ low, high }) => (high - low) / 2).toSorted((a, b) => a - b);
  const count = found.length;
  return {
    title: `An arm against itself, really: ${backend}`,
    method: `${count} comparisons of ${shippedModel} with itself on ${backend}, one thread, batch 1: ${rounds} rounds of two blocks, each in a fresh process of the product with real images, warm-up and sampling loop. Made shorter than a quick run: a block is measured for ${minMs} ms (at least the 128 images once), not 2 s, and warms up for at most as long; a comparison takes its five rounds and no more.`,
    figures: [
      atMost(`A/A called different, ${backend}, ${count} comparisons`, claims(found), limit),
      shown(`A/A interval excludes 1, ${backend}`, excludesOne(found)),
      shown(`half-width, median, ${backend}`, spread[Math.floor(count / 2)] ?? NaN),
    ],
    table: null,
    plots: [
      {
        kind: "intervals",
        file: `${name}.svg`,
        title: `${backend} against itself: 95 % intervals of ${count} comparisons`,
        y: "ratio",
        points: found.map(({ ratio, low, high }) => ({ ratio, low, high })),
      },
    ],
  };
}
