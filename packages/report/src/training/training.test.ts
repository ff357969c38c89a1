import { describe, expect, test } from "vitest";
import { drawMarkdown } from "../format/markdown.ts";
import { trainingResultSchema } from "@vmoe-bench/contracts";
import { auxiliaryResult, denseResult, sparseResult } from "../testing/training.ts";
import { renderTrainingCsv, trainingDocument } from "./render-training.ts";
import { summariseTraining } from "./summarise-training.ts";

const routing = { kind: "end-to-end", balance: 0.01, noise: null } as const;
const other = (seed: number, right: number) =>
  sparseResult(seed, right, { name: "image", routing, startEpoch: 0 });

const tested = (top1: number) => ({
  test: { sha256: "e".repeat(64), top1, images: 100, routerAccuracy: null },
});

/** Two seeds of a pair, and one of another V-MoE. */
const results = [
  denseResult(0, 5),
  denseResult(1, 6),
  sparseResult(0, 7),
  sparseResult(1, 9),
  other(0, 4),
];

test("gains are paired by seed, with Student's interval over the seeds", () => {
  const [group] = summariseTraining(results).groups;
  const [dense, sparse] = group?.rows ?? [];
  expect(dense).toMatchObject({ recipe: "vit", seeds: [0, 1], gain: null, moe: null });
  expect(dense?.heldOut.mean).toBeCloseTo(0.55, 12);
  expect(sparse).toMatchObject({ recipe: "vmoe", gain: { over: "seeds", seeds: 2 } });
  // 0.2 and 0.3: mean 0.25, standard error 0.05.
  expect(sparse?.gain?.value).toBeCloseTo(0.25, 12);
  expect(sparse?.gain?.interval?.low).toBeCloseTo(0.25 - 12.7062 * 0.05, 5);
});

test("one seed is paired over the images", () => {
  const gain = summariseTraining(results).groups[0]?.rows.at(-1)?.gain;
  // One image lost, none gained, of 10.
  expect(gain).toMatchObject({ over: "images", seeds: 1 });
  expect(gain?.value).toBeCloseTo(-0.1, 12);
  expect(gain?.interval?.low).toBeCloseTo(-0.3, 12);
  expect(gain?.interval?.high).toBeCloseTo(0, 12);
});

test("the order of the records does not matter", () => {
  expect(summariseTraining(results.toReversed())).toEqual(summariseTraining(results));
});

test("the test set has columns where a model was tried on it", () => {
  const pair = [denseResult(0, 5, tested(0.5)), sparseResult(0, 7, tested(0.52))];
  const row = summariseTraining(pair).groups[0]?.rows[1];
  expect(row?.testGain).toMatchObject({ interval: null, seeds: 1 });
  expect(row?.testGain?.value).toBeCloseTo(0.02, 12);
  expect(drawMarkdown(trainingDocument(summariseTraining(pair)))).toContain("+2.00, 1 seed");
});

test("what experts add is the gain over the dense model with the router's loss", () => {
  const loss = auxiliaryResult(0, 7);
  const upcycled = sparseResult(0, 9, { name: "upcycled", baseline: loss.name });
  const scratch = sparseResult(0, 6, { name: "scratch" });
  const otherE = auxiliaryResult(0, 2, { name: "wider", experts: 4 });
  const { groups, problems } = summariseTraining([
    denseResult(0, 5),
    otherE,
    upcycled,
    loss,
    scratch,
  ]);
  expect(problems).toEqual([]);
  expect(groups).toHaveLength(1);
  const gains = new Map(
    groups[0]?.rows.map(({ recipe, gain, gainOverAuxiliary }) => [
      recipe,
      [gain, gainOverAuxiliary].map((one) => one && Number(one.value.toFixed(9))),
    ]),
  );
  expect(gains.get("vit")).toEqual([null, null]);
  expect(gains.get("loss")).toEqual([0.2, null]);
  expect(gains.get("upcycled")).toEqual([0.4, 0.2]);
  expect(gains.get("scratch")).toEqual([0.1, -0.1]);
  const table = drawMarkdown(trainingDocument({ groups, problems }));
  expect(table).toContain("experts' own gain");
  expect(table).toContain("routes nothing");
});

describe("a V-MoE is not compared", () => {
  test.each([
    ["without its baseline's record", [sparseResult(1, 7)], "has no record"],
    [
      "with a baseline of another recipe",
      [denseResult(1, 5, { recipe: { epochs: 90, seed: 1, model: 0 } }), sparseResult(1, 7)],
      "had another recipe",
    ],
    [
      "with a baseline of other data",
      [
        denseResult(1, 5, { dataset: { ...denseResult(1, 5).dataset, sha256: "f".repeat(64) } }),
        sparseResult(1, 7),
      ],
      "had other data",
    ],
    [
      "with a baseline of another width",
      [
        denseResult(1, 5, { config: { ...denseResult(1, 5).config, width: 18 } }),
        sparseResult(1, 7),
      ],
      "had another model",
    ],
    [
      "with a baseline that other images tested",
      [
        denseResult(1, 5, tested(0.5)),
        sparseResult(1, 7, { test: { ...tested(0.5).test, sha256: "f".repeat(64) } }),
      ],
      "had other test images",
    ],
  ])("%s, which is said", (_, pair, why) => {
    const { groups, problems } = summariseTraining(pair);
    expect(groups[0]?.rows.at(-1)).toMatchObject({ recipe: "vmoe", gain: null });
    expect(problems).toEqual([`vmoe, seed 1: its dense baseline vit ${why}, so there is no gain.`]);
  });
});

test("a recipe's seed counts once, however often it is there", () => {
  const { groups, problems } = summariseTraining([denseResult(0, 5), denseResult(0, 5)]);
  expect(groups[0]?.rows).toMatchObject([{ seeds: [0], heldOut: { halfWidth: null } }]);
  expect(problems).toEqual(["vit, seed 0: 2 records are of it, and the first counts."]);
});

test("a record whose predictions are not one an image is refused", () => {
  const { heldOut, ...result } = denseResult(0, 5);
  const short = { ...result, heldOut: { ...heldOut, predicted: "AQEB" } };
  expect(trainingResultSchema.safeParse(short).error?.message).toContain("a byte an image");
});

test("as markdown", () => {
  expect(drawMarkdown(trainingDocument(summariseTraining(results)))).toMatchInlineSnapshot(`
    "**Trained models, each V-MoE beside its dense baseline**

    6x16, patch 8, on cifar100; dense baseline vit. Top-1 in % of 10 held-out images, gain in points

    | recipe | E | M | k | M FLOPs | routing | router reads | super-classes | gate | λ | from epoch | epochs | seeds | held-out | gain \\[95 %\\] | router % | oracle | time | paper's gain |
    | :-- | --: | --: | --: | --: | :-- | :-- | :-- | :-- | --: | --: | --: | --: | --: | --: | --: | --: | --: | :-- |
    | vit | - | - | - | 0.787 | dense | - | - | - | - | - | 60 | 2 | 55.00 ±63.53 | - | - | - | 25 min | - |
    | vmoe | 2 | 2 | 1 | 0.787 | per image | mean | spectral | normalized | 0.3 | 20 | 60 | 2 | 80.00 ±127.06 | +25.00 \\[-38.53, 88.53\\] | 70.0 | 85.00 | 25 min | +2.72 (12x192, E=10, M=2, k=2) |
    | image | 2 | 2 | 1 | 0.787 | per image, end to end | mean | - | normalized | - | 0 | 60 | 1 | 40.00 | -10.00 \\[-30.00, 0.00\\], 1 seed | 70.0 | 85.00 | 25 min | +1.87 (12x192, E=10, M=2, k=2) |

    When experts pay: over each dense model the best of what was tried at its active FLOPs and images seen. Top-1 in % of held-out images, gains in points

    | data | size | images a class | seen, millions | adds | recipe | of | E | M | dense | held-out | gain \\[95 %\\] | over the router's loss \\[95 %\\] | router % | oracle | train less held-out |
    | :-- | :-- | --: | --: | :-- | :-- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |
    | cifar100 | 6x16, 16 tokens | 23 | 0.01 | experts | vmoe | 2 | 2 | 2 | 55.00 ±63.53 | 80.00 ±127.06 | +25.00 \\[-38.53, 88.53\\] | - | 70.0 | 85.00 | -70.0 |

    - 6x16 is a ViT of 6 layers and width 16. The last M layers have E experts, of which a router chooses k for an image (or token); it reads the mean of the tokens or all of them, and λ weighs its loss. Held-out images are training images that no model trains on; router % is how many of them go to their own super-class. By label: so far, each image trains the expert of its own super-class, whatever the router says.
    - M FLOPs are the millions of 2 x MAC that an image takes: with experts, of the k that it goes to and of the router.
    - Each seed of a V-MoE is compared with its dense baseline of that seed: same data, augmentation, epochs and optimiser, same active FLOPs but for the router where k is 1. The interval is Student's over the seeds; with 1 seed it is over the held-out images only (paired), and says nothing of other seeds.
    - Oracle is the held-out top-1 if the router never erred: each image goes to the expert of its own super-class. It is there where k is 1 and the gate is normalized, for models trained since it is measured.
    - Time is of one run's own epochs: one that starts from an epoch of its baseline has that baseline's time on top.
    - The paper's gains are on ImageNet-1k at patch 32, from scratch. It finds E best at 10 and flat beyond, M best at 2 and worse beyond, k best at 1 and 2, and trains with λ = 0.3.
    "
  `);
});

test("what experts and routers have of their own is told, whatever the router learns", () => {
  const dropped = { ...routing, expertDropout: 0.1, expertRate: 0.3, routerWarmUp: true } as const;
  const summary = summariseTraining([
    denseResult(0, 5),
    sparseResult(0, 7, { routing: dropped, startEpoch: 0 }),
  ]);
  expect(drawMarkdown(trainingDocument(summary))).toContain(
    "per image, end to end, dropout 0.1, experts' rate x 0.3, router warm-up",
  );
});

test("as comma-separated values", () => {
  expect(renderTrainingCsv(summariseTraining(results.slice(0, 3)))).toMatchInlineSnapshot(`
    "recipe,baseline,dataset,layers,width,patch,experts,moe_layers,k,active_flops,routing,router,super_classes,gate,router_reads,expert_dropout,expert_rate,router_warm_up,lambda,start_epoch,epochs,seeds,held_out_top1,held_out_half_width_95,gain,gain_low_95,gain_high_95,gain_interval_over,gain_over_auxiliary,gain_over_auxiliary_low_95,gain_over_auxiliary_high_95,test_top1,test_gain,test_gain_low_95,test_gain_high_95,router_accuracy,oracle_top1,seconds,paper_gain_points
    vit,vit,cifar100,6,16,8,,,,786560,dense,dense,,,,,,,,0,60,0 1,0.55,0.6353102368087338,,,,,,,,,,,,,,1500,
    vmoe,vit,cifar100,6,16,8,2,2,1,786624,image,super-classes,spectral,normalized,mean,,,,0.3,20,60,0,0.7,,0.2,0,0.5,images,,,,,,,,0.7,0.85,1500,2.72
    "
  `);
});

test("a dense model that was trained elsewhere has a gain, and that it did no epochs is said", () => {
  const given = denseResult(0, 5, { epochs: 0, recipe: null });
  const summary = summariseTraining([given, sparseResult(0, 8)]);
  expect(summary.problems).toEqual([]);
  expect(summary.groups[0]?.rows[1]?.gain?.value).toBeCloseTo(0.3, 12);
  expect(trainingDocument(summary).remarks).toContain(
    "vit is as it was given: it did none of the V-MoEs' epochs, so a gain over it is of those epochs, too.",
  );
});
