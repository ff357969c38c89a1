import { expect, test } from "vitest";
import { trainingInputSchema } from "./training-schema.ts";
import { trainingsOf } from "./training.ts";

const result = (name: string, seed: number, top1: number, twin: string | null) =>
  trainingInputSchema.parse({
    schemaVersion: 1,
    name,
    seed,
    twin,
    config: {
      depth: 6,
      width: 64,
      ...(twin === null ? {} : { moe: { experts: 10, layers: 2, k: 1, routing: "image" } }),
    },
    routing: twin === null ? { kind: "dense" } : { kind: "super-classes", from: "confusions" },
    epochs: 2,
    dataset: { name: "cifar100", images: 1 },
    curve: { trainAccuracy: [0.1, 0.2], heldOutAccuracy: [0.1, top1] },
    heldOut: { top1, images: 100, routerAccuracy: twin === null ? null : 0.8 },
    test: null,
    seconds: 3_600,
    somethingNewer: true,
  });

test("seeds of a recipe are one row, compared with the dense model of the same seed", () => {
  const rows = trainingsOf([
    result("vmoe", 1, 0.54, "vit"),
    result("vmoe", 0, 0.53, "vit"),
    result("vmoe", 2, 0.6, "vit"),
    result("vit", 0, 0.5, null),
    result("vit", 1, 0.52, null),
  ]);
  expect(rows.map(({ curves, ...row }) => ({ ...row, curves: curves.length })))
    .toMatchInlineSnapshot(`
    [
      {
        "curves": 2,
        "dataset": "cifar100",
        "epochs": 2,
        "experts": "",
        "gains": [],
        "heldOut": 0.51,
        "name": "vit",
        "paper": null,
        "router": null,
        "routing": "dense",
        "seconds": 3600,
        "seeds": [
          0,
          1,
        ],
        "test": null,
        "twin": null,
      },
      {
        "curves": 3,
        "dataset": "cifar100",
        "epochs": 2,
        "experts": "E 10, M 2, k 1",
        "gains": [
          3,
          2,
        ],
        "heldOut": 0.55667,
        "name": "vmoe",
        "paper": 4.66,
        "router": 0.8,
        "routing": "super-classes from confusions",
        "seconds": 3600,
        "seeds": [
          0,
          1,
          2,
        ],
        "test": null,
        "twin": "vit",
      },
    ]
  `);
});

test("a record of another form is refused", () => {
  expect(
    trainingInputSchema.safeParse({ ...result("a", 0, 0.5, null), schemaVersion: 2 }).success,
  ).toBe(false);
  expect(trainingInputSchema.safeParse({ ...result("a", 0, 0.5, null), seed: "0" }).success).toBe(
    false,
  );
});
