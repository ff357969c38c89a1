import { expect, test } from "vitest";
import { smallRun } from "../testing/small-run.ts";
import { buildDashboardData } from "../testing/dashboards.ts";
import { headlineOf } from "./headlines.ts";
import type { DashboardCell } from "./schema.ts";

const { data } = buildDashboardData({
  runs: [smallRun()],
});
const [dense, sparse] = data.cells;
if (dense === undefined || sparse === undefined) throw new Error("The run has two cells.");

const said = (changes: Partial<DashboardCell>, deviceName = "a phone") => {
  const { verdict, winner, sentence } = headlineOf({
    device: 0,
    deviceName,
    unfinished: false,
    told: null,
    cell: 1,
    own: { ...sparse, ...changes },
    baseline: { index: 0, cell: dense },
  });
  return `${winner}: ${verdict} ${sentence}`;
};
const gain = (value: number, low: number, high: number) => ({ value, low, high, n: 10_000 });
const slower = { ratio: { value: 1.09, low: 1.03, high: 1.17 }, verdict: "slower" } as const;
const faster = { ratio: { value: 0.8, low: 0.75, high: 0.9 }, verdict: "faster" } as const;
const same = { ratio: { value: 1.02, low: 0.98, high: 1.08 }, verdict: "no-difference" } as const;

test("the answer says which is better, by how much, and how sure that is", () => {
  expect([
    said({ ...slower, gain: gain(0.16, -0.4, 0.7) }),
    said({ ...slower, gain: gain(3.9, 3.1, 4.7) }),
    said({ ...faster, gain: gain(3.9, 3.1, 4.7) }),
    said({ ...same, gain: gain(3.9, 3.1, 4.7) }),
    said({ ...same, gain: gain(-0.1, -0.5, 0.3) }),
    said({ ...faster, gain: gain(-2, -3, -1) }),
    said({ ...slower, gain: null }),
  ]).toMatchInlineSnapshot(`
    [
      "dense: The dense model is better here: faster, no accuracy difference shown. On a phone, vmoe (gather, ort-node/cpu) is 0.16 points better (not significant, 10,000 images) and 1.09x slower [1.03, 1.17] than its dense baseline vit.",
      "trade-off: A trade-off: the V-MoE is more accurate, the dense model is faster. On a phone, vmoe (gather, ort-node/cpu) is 3.90 points better ([3.10, 4.70], 10,000 images) and 1.09x slower [1.03, 1.17] than its dense baseline vit.",
      "sparse: The V-MoE is better here: more accurate, faster. On a phone, vmoe (gather, ort-node/cpu) is 3.90 points better ([3.10, 4.70], 10,000 images) and 1.25x faster [1.11, 1.33] than its dense baseline vit.",
      "sparse: The V-MoE is better here: more accurate, no speed difference shown. On a phone, vmoe (gather, ort-node/cpu) is 3.90 points better ([3.10, 4.70], 10,000 images) and 1.02x slower (no difference shown, [0.98, 1.08]) than its dense baseline vit.",
      "none: No difference shown between the two. On a phone, vmoe (gather, ort-node/cpu) is 0.10 points worse (not significant, 10,000 images) and 1.02x slower (no difference shown, [0.98, 1.08]) than its dense baseline vit.",
      "trade-off: A trade-off: the V-MoE is faster, the dense model is more accurate. On a phone, vmoe (gather, ort-node/cpu) is 2.00 points worse ([1.00, 3.00], 10,000 images) and 1.25x faster [1.11, 1.33] than its dense baseline vit.",
      "dense: The dense model is better here: faster, accuracy was not compared. On a phone, vmoe (gather, ort-node/cpu) is of unmeasured accuracy and 1.09x slower [1.03, 1.17] than its dense baseline vit.",
    ]
  `);
});

test("a name can't turn the direction of the sentence after it", () => {
  expect(said({ ...slower, gain: null }, "הטלפון")).toContain("On \u2068הטלפון\u2069, vmoe");
  expect(said({ ...slower, gain: null }, "a\u202Eb\u2066\nc")).toContain("On a b  c, vmoe");
});

test("a dense model beside another is no V-MoE, and has no baseline", () => {
  expect(said({ ...faster, strategy: "dense", gain: gain(-2, -3, -1) })).toMatchInlineSnapshot(
    `"trade-off: A trade-off: the model is faster, what it is compared with is more accurate. On a phone, vmoe (dense, ort-node/cpu) is 2.00 points worse ([1.00, 3.00], 10,000 images) and 1.25x faster [1.11, 1.33] than vit."`,
  );
});
