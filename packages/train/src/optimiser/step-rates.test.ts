import { expect, test } from "vitest";
import { fileURLToPath } from "node:url";
import { loadRecipe } from "../recipe/load-recipe.ts";
import { learningRate, stepRates, weightRole } from "./step-rates.ts";

const recipe = await loadRecipe(
  fileURLToPath(
    new URL("../../../../recipes/ablation/ablation-reads-tokens.json", import.meta.url),
  ),
);
if (recipe.kind !== "vmoe") throw new Error("It is a V-MoE.");
// Half of the way down the cosine in step 12, after 20 baseline's epochs of half a step each.
const schedule = { peak: 0.8, warmUpSteps: 4, steps: 20 };

test("experts and routers are told from what all images share", () => {
  expect(weightRole("router.weight", [10, 16])).toBe("router");
  expect(weightRole("blocks.2.mlp.router.bias", [10])).toBe("router");
  expect(weightRole("blocks.2.mlp.fc1.weight", [10, 64, 16])).toBe("expert");
  expect(weightRole("blocks.2.mlp.fc2.bias", [10, 16])).toBe("expert");
  expect(weightRole("blocks.0.mlp.fc1.weight", [64, 16])).toBe("shared");
  expect(weightRole("blocks.0.mlp.fc2.bias", [16])).toBe("shared");
  expect(weightRole("blocks.2.attn.qkv.weight", [48, 16])).toBe("shared");
});

test("all weights move alike where the recipe says nothing", () => {
  const { rates, steps } = stepRates(recipe, 12, 0.5, schedule);
  expect(rates.shared).toBeCloseTo(0.4, 12);
  expect(rates).toEqual({ shared: rates.shared, expert: rates.shared, router: rates.shared });
  expect(steps).toEqual({ shared: 13, expert: 13, router: 13 });
});

test("experts have a part of the rate; routers count and warm up from where they begin", () => {
  const own = { ...recipe, expertRate: 0.25, routerWarmUp: true } as const;
  // Step 13 is the routers' third of four warm-up steps.
  const { rates, steps } = stepRates(own, 12, 0.5, schedule);
  expect(rates.shared).toBeCloseTo(0.4, 12);
  expect(rates.expert).toBeCloseTo(0.1, 12);
  expect(rates.router).toBeCloseTo(0.3, 12);
  expect(steps).toEqual({ shared: 13, expert: 13, router: 3 });
  expect(stepRates(own, 15, 0.5, schedule).rates.router).toBeCloseTo(
    stepRates(own, 15, 0.5, schedule).rates.shared,
    12,
  );
});

test("rises over 4 steps to the peak, is half of it in the middle, and ends near 0", () => {
  const schedule = { peak: 0.8, warmUpSteps: 4, steps: 12 };
  const rates = Array.from({ length: 12 }, (_, step) => learningRate(step, schedule));
  expect(rates.slice(0, 4).map((rate) => rate.toFixed(3))).toEqual([
    "0.200",
    "0.400",
    "0.600",
    "0.800",
  ]);
  expect(rates[4]).toBeCloseTo(0.8, 12);
  // Step 8 is half of the way from 4 to 12: cos(π/2) = 0.
  expect(rates[8]).toBeCloseTo(0.4, 12);
  // The last step is 7/8 of the way: 0.4·(1 + cos(7π/8)).
  expect(rates[11]).toBeCloseTo(0.4 * (1 - 0.9238795), 6);
});

test("without warm-up it starts at the peak", () => {
  expect(learningRate(0, { peak: 0.1, warmUpSteps: 0, steps: 5 })).toBeCloseTo(0.1, 12);
});
