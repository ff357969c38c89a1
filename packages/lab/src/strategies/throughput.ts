import type { Backend, ImageBatch, Strategy } from "@vmoe-bench/contracts";
import type { Figure } from "../figure.ts";
import { compareArms, type ArmPlan } from "./compare-arms.ts";
import { makeSubject } from "./subjects.ts";

const batch = 32;
const rounds = 30;
const least = 0.85;

/** Images a second over dense, in batches of 32 whose images go to different experts. */
export async function measureThroughput(
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
    const isBest = strategy === best?.strategy;
    return {
      name: `${name}, E=10, batch ${batch}, ${backend.id}: throughput over dense, ${strategy}`,
      value,
      text,
      target: isBest ? `at least ${least}` : "-",
      met: isBest ? value >= least : null,
    };
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
