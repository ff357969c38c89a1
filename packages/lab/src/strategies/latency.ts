import type { Backend, ImageBatch, Strategy } from "@vmoe-bench/contracts";
import type { MedianRatio } from "@vmoe-bench/measure";
import type { Figure } from "../figure.ts";
import { compareArms, type ArmPlan } from "./compare-arms.ts";
import { makeSubject, type Subject, type SubjectName } from "./subjects.ts";

interface Asked {
  readonly subject: SubjectName;
  readonly strategies: readonly Strategy[];
  readonly rounds: number;
  /** Of the best strategy's latency over dense. */
  readonly limit: number;
}

/** Each strategy over dense at batch 1, with the mix of all experts and with the images of one. */
export async function measureLatency(backend: Backend, asked: Asked): Promise<Figure[]> {
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
    ...[...ratios].map(([name, ratio]) => figure(`${where}: ${name}`, ratio, null)),
    figure(`${where}: best, ${bestName} of ${used} experts`, bestRatio, asked.limit),
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

export function figure(
  name: string,
  { ratio, low, high }: MedianRatio,
  limit: number | null,
): Figure {
  return {
    name,
    value: ratio,
    text: `${ratio.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`,
    target: limit === null ? "-" : `at most ${limit}`,
    met: limit === null ? null : ratio <= limit,
  };
}
