import { fileURLToPath } from "node:url";
import { UnsupportedError, type ViTConfig } from "@vmoe-bench/contracts";
import { median } from "@vmoe-bench/measure";
import { type Figure, type FigureSet, atMost, shown, atLeast } from "../figure.ts";
import { inRounds, pairsOf } from "../in-rounds.ts";
import { pytorchPython, pytorchScript } from "../python.ts";
import { type StepAnswer, StepServer } from "./step-server.ts";

/** Measurements of a training step, by the names that `--only` takes. */
export const trainingFigures: FigureSet = {
  pytorch: async () => [...(await againstPytorch(2)), ...(await againstPytorch(1))],
  vmoe: vmoeOverDense,
  muon: muonOverAdamW,
  epoch: wholeEpoch,
};

const batch = 128;
/** About a second at 6x64, so that what slows the machine slows both. */
const stepsInRound = 4;
const measured = { rounds: 8, warmUp: 1 };
const most = { vmoe: 1.15, preparing: 0.05 };

const stepProcess = fileURLToPath(new URL("./step-process.js", import.meta.url));
const own = (threads: number) =>
  StepServer.start("vmoe-bench", process.execPath, [stepProcess, String(threads)]);

function vit(width: number): ViTConfig {
  return {
    imageSize: 32,
    channels: 3,
    patch: 4,
    classes: 10,
    width,
    depth: 6,
    heads: width / 32,
    mlpWidth: 4 * width,
    classToken: false,
    pool: "mean",
  };
}

async function againstPytorch(threads: number): Promise<Figure[]> {
  const suffix = `${threads} thread${threads === 1 ? "" : "s"}`;
  try {
    const python = await pytorchPython((what) => process.stderr.write(`${what}\n`));
    const [ours, theirs] = [
      await own(threads),
      await StepServer.start("PyTorch", python, [pytorchScript, "--threads", String(threads)]),
    ];
    try {
      const figures: Figure[] = [];
      for (const width of [64, 96, 192]) {
        const model = vit(width);
        const request = { model, batch, steps: width === 192 ? 2 : stepsInRound, muon: false };
        const answers = await inRounds([ours, theirs], (one) => one.steps(request), measured);
        const pairs = pairsOf(answers, ours, theirs);
        figures.push(speedFigure(`images/s over PyTorch's, 6x${width}, ${suffix}`, pairs));
      }
      return figures;
    } finally {
      ours.close();
      theirs.close();
    }
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    const text = `skipped: ${error.message}`;
    const name = `images/s over PyTorch's, ${suffix}`;
    return [{ name, value: NaN, text, target: "at least 1", met: null }];
  }
}

const sparse = {
  experts: 10,
  layers: 2,
  k: 1,
  routing: "image",
  reads: "mean",
  gate: "normalized",
} as const;

async function vmoeOverDense(): Promise<Figure[]> {
  const { value, text } = await stepRatio(
    { moe: sparse, muon: false },
    { moe: undefined, muon: false },
  );
  const name = "a V-MoE's step over its dense baseline's, 6x64, E = 10, M = 2, k = 1, 2 threads";
  return [atMost(name, value, text, most.vmoe)];
}

async function muonOverAdamW(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const moe of [undefined, sparse]) {
    const { value, text } = await stepRatio({ moe, muon: true }, { moe, muon: false });
    const of = moe === undefined ? "dense" : "V-MoE, E = 10, M = 2";
    const name = `a step with Muon over one with AdamW, 6x64, ${of}, 2 threads`;
    figures.push(shown(name, value, text));
  }
  return figures;
}

interface Step {
  readonly moe: typeof sparse | undefined;
  readonly muon: boolean;
}

/** Time of a step over that of another, at 6x64. */
async function stepRatio(step: Step, base: Step): Promise<Pick<Figure, "value" | "text">> {
  const server = await own(2);
  try {
    const request = ({ moe, muon }: Step) => ({
      model: { ...vit(64), ...(moe === undefined ? {} : { moe }) },
      batch,
      steps: stepsInRound,
      muon,
    });
    const answers = await inRounds([base, step], (one) => server.steps(request(one)), measured);
    const ratios = pairsOf(answers, base, step).map(
      ([before, after]) => before.imagesPerSecond / after.imagesPerSecond,
    );
    return { value: median(ratios) ?? NaN, text: spread(ratios) };
  } finally {
    server.close();
  }
}

/** As many steps as CIFAR-100's 45,000 training images have in a tenth of an epoch. */
const epochSteps = 35;

async function wholeEpoch(): Promise<Figure[]> {
  const server = await own(2);
  try {
    const request = { model: vit(64), batch, steps: epochSteps, muon: false };
    const answers = [await server.steps(request), await server.steps(request)];
    const counts = answers.flatMap(({ tensors = [] }) => tensors);
    const growth = Math.max(...counts) - Math.min(...counts);
    const share = Math.max(...answers.map(({ preparing = NaN }) => preparing));
    return [
      {
        name: `tensors more after ${2 * epochSteps} steps`,
        value: growth,
        text: `${growth} of ${Math.min(...counts)}`,
        target: "0",
        met: growth === 0,
      },
      {
        name: "reading and augmenting, of a step at 6x64",
        value: share,
        text: `${(100 * share).toFixed(1)} %`,
        target: `under ${100 * most.preparing} %`,
        met: share < most.preparing,
      },
    ];
  } finally {
    server.close();
  }
}

function speedFigure(name: string, pairs: readonly [StepAnswer, StepAnswer][]): Figure {
  const ratios = pairs.map(([ours, theirs]) => ours.imagesPerSecond / theirs.imagesPerSecond);
  const middle = (of: 0 | 1) =>
    (median(pairs.map((pair) => pair[of].imagesPerSecond)) ?? NaN).toFixed(0);
  const value = median(ratios) ?? NaN;
  const text = `${spread(ratios)} (${middle(0)} and ${middle(1)} images/s)`;
  return atLeast(name, value, text, 1);
}

/** "0.85 [0.80, 0.91]": the median, and the least and most of the rounds. */
function spread(ratios: readonly number[]): string {
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  return `${(median(ratios) ?? NaN).toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}
