import { expect, test } from "vitest";
import { trained } from "../testing/models.ts";
import { trainingOf } from "./training.ts";

test("the rows of `compare --training`, with gains in points and where they come from", () => {
  const { groups, map, remarks } = trainingOf([
    trained("vmoe", 1, 54, "vit"),
    trained("vmoe", 0, 53, "vit"),
    trained("vit", 0, 50, null),
    trained("vit", 1, 52, null),
  ]);
  const [group] = groups;
  const [dense, sparse] = group?.rows ?? [];
  expect(group?.columns.map(({ name }) => name)).toContain("gain [95 %]");
  expect(dense).toMatchObject({ recipe: "vit", gain: null, paper: null });
  // 3 points and 2: mean 2.5, standard error 0.5, Student's factor with one degree 12.706.
  expect(sparse?.gain).toEqual({ value: 2.5, low: -3.8531, high: 8.8531, over: "seeds" });
  expect(sparse?.cells[0]).toBe("vmoe");
  expect(sparse?.paper).toBe(4.66);
  expect(sparse?.command).toBe("vmoe-bench train vmoe --seeds 0 1");
  expect(sparse?.records.map(({ file }) => file)).toEqual([
    "training/vmoe-seed0.json",
    "training/vmoe-seed1.json",
  ]);
  expect(sparse?.curves.map(({ seed, heldOutAccuracy }) => [seed, heldOutAccuracy])).toEqual([
    [0, [0.1, 0.53]],
    [1, [0.1, 0.54]],
  ]);
  expect(map).toMatchObject([
    {
      adds: "experts",
      recipe: "vmoe",
      seeds: 2,
      everyImageNew: false,
      gain: { value: 2.5 },
      ownGain: null,
    },
  ]);
  expect(remarks.join(" ")).toContain("dense baseline");
});

test("nothing trained is nothing to remark", () => {
  expect(trainingOf([])).toMatchObject({ groups: [], map: [], remarks: [] });
});
