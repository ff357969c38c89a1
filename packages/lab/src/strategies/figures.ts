import type { Backend, ImageBatch, Strategy } from "@vmoe-bench/contracts";
import { ortNodeBackend } from "@vmoe-bench/backends-node/ort";
import { tfjsNodeBackend } from "@vmoe-bench/backends-node/tfjs";
import { type Figure, type FigureSet, ratioFigure, atLeast, shown } from "../figure.ts";
import { type ArmPlan, compareArms } from "./compare-arms.ts";
import { makeSubject, type Subject, type SubjectName } from "./subjects.ts";
import { measureColdStart } from "./cold-start.ts";

interface Asked {
  readonly subject: SubjectName;
  readonly strategies: readonly Strategy[];
  readonly rounds: number;
  /** The most that the best strategy's latency over dense may be. */
  readonly limit: number;
}

/** Each strategy over dense at batch 1, with the mix of all experts and with the images of one. */
async function measureLatency(backend: Backend, asked: Asked): Promise<Figure[]> {
  const subject = await makeSubject(asked.subject);
  const one = imagesOfOne(subject);
  const { dense, sparse, images } = subject;
  const baseline: ArmPlan = { name: "dense", model: dense, strategy: "dense", inputs: images };
  const arms = asked.strategies.flatMap((strategy): ArmPlan[] => [
    { name: `${strategy}, mix`, model: sparse, strategy, inputs: images },
    { name: `${strategy}, one expert`, model: sparse, strategy, inputs: one },
  ]);
  const ratios = await compareArms(backend, baseline, arms, { rounds: asked.rounds, batch: 1 });
  const used = new Set(subject.experts).size;
  const where = `${asked.subject}, E=10, ${backend.id}`;
  const mixed = [...ratios].filter(([name]) => name.endsWith("mix"));
  const [best] = mixed.toSorted(([, a], [, b]) => a.ratio - b.ratio);
  if (best === undefined) throw new Error("There is no strategy to compare.");
  const [bestName, bestRatio] = best;
  return [
    ...[...ratios].map(([name, ratio]) => ratioFigure(`${where}: ${name}`, ratio, null)),
    ratioFigure(`${where}: best, ${bestName} of ${used} experts`, bestRatio, asked.limit),
  ];
}

/** The images of the expert that has most, repeated to as many as all. */
function imagesOfOne({ images, experts }: Subject): ImageBatch[] {
  const counts = new Map<number, ImageBatch[]>();
  images.forEach((image, i) => {
    const expert = experts[i] ?? 0;
    counts.set(expert, [...(counts.get(expert) ?? []), image]);
  });
  const [most = []] = [...counts.values()].toSorted((a, b) => b.length - a.length);
  return images.flatMap((_, i) => most[i % most.length] ?? []);
}

const batch = 32;
const rounds = 30;
const least = 0.85;

/** Images a second over dense, in batches of 32 whose images go to different experts. */
async function measureThroughput(
  backend: Backend,
  strategies: readonly Strategy[],
): Promise<Figure[]> {
  const { name, dense, sparse, images } = await makeSubject("6x64, 64 tokens");
  const inputs = batchesOf(images);
  const arms = strategies.map((strategy): ArmPlan => ({
    name: strategy,
    model: sparse,
    strategy,
    inputs,
  }));
  const baseline: ArmPlan = { name: "dense", model: dense, strategy: "dense", inputs };
  const ratios = await compareArms(backend, baseline, arms, { rounds, batch });
  const speeds = [...ratios].map(([strategy, { ratio, low, high }]) => ({
    strategy,
    value: 1 / ratio,
    text: `${(1 / ratio).toFixed(3)} [${(1 / high).toFixed(3)}, ${(1 / low).toFixed(3)}]`,
  }));
  const best = speeds.toSorted((a, b) => b.value - a.value)[0];
  return speeds.map(({ strategy, value, text }) => {
    const title = `${name}, E=10, batch ${batch}, ${backend.id}: throughput over dense, ${strategy}`;
    return strategy === best?.strategy
      ? atLeast(title, value, text, least)
      : shown(title, value, text);
  });
}

function batchesOf(images: readonly ImageBatch[]): ImageBatch[] {
  const [C = 1, H = 1, W = 1] = images[0]?.dims.slice(1) ?? [];
  return Array.from({ length: Math.floor(images.length / batch) }, (_, i) => {
    const data = new Float32Array(batch * C * H * W);
    images
      .slice(i * batch, (i + 1) * batch)
      .forEach((image, position) => data.set(image.data, position * C * H * W));
    return { dims: [batch, C, H, W], data };
  });
}

const onnx: readonly Strategy[] = ["gather", "branch", "split", "moe-op", "all-experts"];

/** The ways to run the chosen experts, each over the dense model of equal active FLOPs. */
export const strategyFigures: FigureSet = {
  "ort-6x64": () =>
    measureLatency(ortNodeBackend("cpu"), {
      subject: "6x64, 64 tokens",
      strategies: onnx,
      rounds: 30,
      limit: 1.03,
    }),
  "ort-12x192-50": () =>
    measureLatency(ortNodeBackend("cpu"), {
      subject: "12x192, 50 tokens",
      strategies: onnx,
      rounds: 10,
      limit: 1.01,
    }),
  "ort-12x192-197": () =>
    measureLatency(ortNodeBackend("cpu"), {
      subject: "12x192, 197 tokens",
      strategies: onnx,
      rounds: 6,
      limit: 1.01,
    }),
  "tfjs-6x64": () =>
    measureLatency(tfjsNodeBackend(), {
      subject: "6x64, 64 tokens",
      strategies: ["gather", "split", "all-experts"],
      rounds: 10,
      limit: 1.1,
    }),
  cold: measureColdStart,
  throughput: () => measureThroughput(ortNodeBackend("cpu"), ["gather", "branch", "split"]),
};
