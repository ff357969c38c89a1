import { describe, expect, test } from "vitest";
import { denseResult, sparseResult } from "../testing/training.ts";
import { confusionSvg } from "./confusion-svg.ts";
import { drawText } from "../format/terminal.ts";
import { plain } from "../format/text.ts";
import { confusionOf, summariseSuperClasses, superClassesDocument } from "./super-classes.ts";

const classes = ["ant", "bee", "car", "dog"];
const base64 = (values: readonly number[]) => Buffer.from(values).toString("base64");
const superClasses = {
  members: [
    ["ant", "bee"],
    ["car", "dog"],
  ],
  modularity: 0.25,
  clusterings: [
    { method: "spectral", found: { modularity: 0.25, adjustedRand: 1 } },
    { method: "louvain", found: null },
  ] as const,
};

/** Eight held-out images, two of each class. */
const heldOut = (top1: number, predicted: readonly number[]) => ({
  top1,
  images: 8,
  routerAccuracy: 0.75,
  oracleTop1: null,
  expertUse: [0.625, 0.375],
  labels: base64([0, 0, 1, 1, 2, 2, 3, 3]),
  predicted: base64(predicted),
});

const sparse = sparseResult(0, 5, {
  superClasses: { ...superClasses, clusterings: [...superClasses.clusterings] },
  heldOut: heldOut(0.75, [0, 0, 1, 0, 2, 2, 3, 2]),
});
// Of the mistakes on ants and bees one of two stays inside, of those on cars and dogs both.
const baseline = denseResult(0, 5, { heldOut: heldOut(0.5, [0, 1, 1, 2, 2, 3, 3, 2]) });

describe("summariseSuperClasses", () => {
  test("accuracy, use and the baseline's mistakes of each", () => {
    expect(summariseSuperClasses(sparse, classes, baseline)?.superClasses).toEqual([
      {
        classes: ["ant", "bee"],
        expertUse: 0.625,
        top1: 0.75,
        baselineTop1: 0.5,
        mistakesInside: 0.5,
      },
      {
        classes: ["car", "dog"],
        expertUse: 0.375,
        top1: 0.75,
        baselineTop1: 0.5,
        mistakesInside: 1,
      },
    ]);
  });

  test("without the baseline's record its columns are empty", () => {
    expect(summariseSuperClasses(sparse, classes, undefined)?.superClasses[0]).toMatchObject({
      baselineTop1: null,
      mistakesInside: null,
    });
  });

  test("a dense model has none", () => {
    expect(summariseSuperClasses(baseline, classes, undefined)).toBeUndefined();
  });
});

const low = (modularity: number) =>
  summariseSuperClasses(
    sparseResult(0, 5, { superClasses: { ...superClasses, clusterings: [], modularity } }),
    classes,
    undefined,
  );

test("super-classes that group nothing are said to", () => {
  expect(low(0.1)?.remark).toBeNull();
  const summary = low(-0.02);
  expect(summary?.remark).toMatch(/^A modularity of -0\.02 is low: under 0\.1 super-classes hold/);
  expect(summary && superClassesDocument(summary).remarks[0]).toBe(summary?.remark);
});

test("more than 256 classes have two bytes an image", () => {
  // 300 is 44 + 256, 299 is 43 + 256.
  const wide = sparseResult(0, 5, {
    config: { ...sparse.config, classes: 301 },
    superClasses: { members: [["a"], ["b"]], modularity: 0.5, clusterings: [] },
    heldOut: {
      ...heldOut(0.5, []),
      images: 2,
      labels: base64([44, 1, 43, 1]),
      predicted: base64([44, 1, 44, 1]),
    },
  });
  const counts = confusionOf(wide, 301);
  expect(counts[300]?.[300]).toBe(1);
  expect(counts[299]?.[300]).toBe(1);
});

test("as text", () => {
  const summary = summariseSuperClasses(sparse, classes, baseline);
  expect(summary && drawText(superClassesDocument(summary), { width: 120, paint: plain }))
    .toMatchInlineSnapshot(`
      "vmoe, seed 0: 2 super-classes, modularity 0.250, router accuracy 75.0 %

      Top-1 in % on the held-out images of each; mistakes of vit that stay inside
      super-class  classes  expert use %  dense  V-MoE  inside %  for example
      -----------  -------  ------------  -----  -----  --------  -----------
                1        2          62.5   50.0   75.0      50.0  ant, bee
                2        2          37.5   50.0   75.0     100.0  car, dog

      1: ant, bee
      2: car, dog
      Clusterings of the same confusions:
      spectral: modularity 0.250, adjusted Rand index 1.000 with those in use
      louvain: finds no 2 clusters
      "
    `);
});

describe("confusionSvg", () => {
  const counts = [
    [1, 1, 0, 0],
    [0, 1, 1, 0],
    [0, 0, 1, 1],
    [0, 0, 1, 1],
  ];

  test("rows and columns are in the order of the groups, and each group is framed", () => {
    const groups = [["dog"], ["bee", "ant", "car"]];
    const svg = confusionSvg({ title: "Made up", classes, counts, groups });
    // dog taken for car: first row, last column.
    expect(svg).toContain('<rect x="27" y="0" width="9" height="9" fill="rgb(74,104,148)">');
    expect(svg).toContain("<title>dog taken for car: 50 %</title>");
    expect(svg.match(/fill="none"/g)).toHaveLength(2);
    expect(svg).toContain('<rect x="9" y="9" width="27" height="27" fill="none"');
  });

  test("names are text, whatever is in them", () => {
    const names = ["<script>", "bee", "car", "dog"];
    const svg = confusionSvg({ title: "a & b", classes: names, counts, groups: [names] });
    expect(svg).not.toContain("<script>");
    expect(svg).toContain("&lt;script&gt; taken for bee: 50 %");
    expect(svg).toContain("a &amp; b");
  });
});
