import { createInterface } from "node:readline";
import { loadTfjsNode, usePlainProducts } from "@vmoe-bench/backends-node/tfjs";
import { checkJson } from "@vmoe-bench/contracts";
import { datasets } from "@vmoe-bench/dataset";
import { TimedSteps, type Recipe } from "@vmoe-bench/train";
import { benchRecipe, randomData } from "./bench-steps.ts";
import { type StepAnswer, type StepRequest, stepRequestSchema } from "./step-server.ts";

/** Trains for its time alone, in one process with the thread count of its only argument. */
const warmUpSteps = 3;
const threads = Number(process.argv[2]);
await loadTfjsNode({ threads });
usePlainProducts();
process.stdout.write(`${JSON.stringify({ threads })}\n`);
const models = new Map<string, TimedSteps>();
for await (const line of createInterface({ input: process.stdin })) {
  const request = checkJson(stepRequestSchema, line, "request");
  process.stdout.write(`${JSON.stringify(answer(await stepsOf(request), request.steps))}\n`);
}

function answer(timed: TimedSteps, steps: number): StepAnswer {
  const { images, seconds, preparing, tensors } = timed.run(steps);
  return {
    imagesPerSecond: images / seconds,
    preparing: preparing / seconds,
    tensors: [Math.min(...tensors), Math.max(...tensors)],
  };
}

async function stepsOf(request: StepRequest): Promise<TimedSteps> {
  const key = JSON.stringify({ ...request, steps: 0 });
  const known = models.get(key);
  if (known !== undefined) return known;
  const recipe = await recipeOf(request);
  const info = datasets.find(({ name }) => name === recipe.settings.dataset);
  if (info === undefined) throw new Error("The benchmark's recipe names an unknown data set.");
  const timed = new TimedSteps(recipe, randomData(info));
  timed.run(warmUpSteps);
  models.set(key, timed);
  return timed;
}

/** The benchmark's recipe with another model. */
async function recipeOf({ model, batch, muon }: StepRequest): Promise<Recipe> {
  const base = await benchRecipe();
  if (base.kind !== "dense") throw new Error("The benchmark's recipe is a dense ViT's.");
  const { moe, ...dense } = model;
  const optimiser = { ...base.settings.optimiser, muon: muon ? { momentum: 0.95 } : undefined };
  const baseline = { ...base, model: dense, settings: { ...base.settings, batch, optimiser } };
  if (moe === undefined) return baseline;
  return {
    ...baseline,
    kind: "vmoe",
    model: { ...dense, moe },
    baseline,
    startEpoch: 0,
    router: {
      kind: "super-classes",
      from: "confusions",
      clustering: "spectral",
      confusion: "soft",
      lambda: 0.3,
      routeByLabel: 0,
    },
  };
}
