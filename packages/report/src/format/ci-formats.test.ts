import { expect, test } from "vitest";
import { summarise } from "../summary/summarise.ts";
import { wholeRun, withEnds } from "../testing/run.ts";
import { renderBencher, renderGithubBigger, renderGithubSmaller } from "./ci-benchmarks.ts";

const whole = summarise(wholeRun());

test("Bencher Metric Format", () => {
  expect(renderBencher([whole])).toMatchInlineSnapshot(`
    "{
      "two-cores: dense-6x64@ort-node/cpu dense b1 t1 on fashion-mnist/test": {
        "latency": {
          "value": 458000.00000000006
        },
        "top-1": {
          "value": 90,
          "lower_value": 59.58499732047615,
          "upper_value": 98.21237869049271
        },
        "file-size": {
          "value": 1300000
        }
      },
      "two-cores: vmoe-6x64@ort-node/cpu gather b1 t1 on fashion-mnist/test": {
        "latency": {
          "value": 504000
        },
        "latency-over-dense": {
          "value": 1.1004366812227073,
          "lower_value": 1.1004366812227073,
          "upper_value": 1.1004366812227073
        },
        "top-1": {
          "value": 100,
          "lower_value": 72.24672001371107,
          "upper_value": 100
        },
        "file-size": {
          "value": 1300000
        }
      }
    }
    "
  `);
});

test("github-action-benchmark, smaller is better", () => {
  expect(renderGithubSmaller([whole])).toMatchInlineSnapshot(`
    "[
      {
        "name": "two-cores: dense-6x64@ort-node/cpu dense b1 t1 on fashion-mnist/test median latency",
        "unit": "ms",
        "value": 0.4580000000000001,
        "extra": "run: run-1\\nbaseline\\ntrust: valid\\nagain: vmoe-bench run default --seed 1 --only 'dense-6x64@ort-node/cpu dense b1 t1'"
      },
      {
        "name": "two-cores: dense-6x64@ort-node/cpu dense b1 t1 on fashion-mnist/test artifact",
        "unit": "bytes",
        "value": 1300000,
        "extra": "run: run-1\\nbaseline\\ntrust: valid\\nagain: vmoe-bench run default --seed 1 --only 'dense-6x64@ort-node/cpu dense b1 t1'"
      },
      {
        "name": "two-cores: vmoe-6x64@ort-node/cpu gather b1 t1 on fashion-mnist/test median latency",
        "unit": "ms",
        "value": 0.504,
        "extra": "run: run-1\\n1.10x slower\\ntrust: valid\\nagain: vmoe-bench run default --seed 1 --only 'vmoe-6x64@ort-node/cpu gather b1 t1'"
      },
      {
        "name": "two-cores: vmoe-6x64@ort-node/cpu gather b1 t1 on fashion-mnist/test latency over dense",
        "unit": "x",
        "value": 1.1004366812227073,
        "range": "± 0",
        "extra": "run: run-1\\n1.10x slower\\ntrust: valid\\nagain: vmoe-bench run default --seed 1 --only 'vmoe-6x64@ort-node/cpu gather b1 t1'"
      },
      {
        "name": "two-cores: vmoe-6x64@ort-node/cpu gather b1 t1 on fashion-mnist/test artifact",
        "unit": "bytes",
        "value": 1300000,
        "extra": "run: run-1\\n1.10x slower\\ntrust: valid\\nagain: vmoe-bench run default --seed 1 --only 'vmoe-6x64@ort-node/cpu gather b1 t1'"
      }
    ]
    "
  `);
});

test("github-action-benchmark, bigger is better", () => {
  expect(renderGithubBigger([whole])).toMatchInlineSnapshot(`
    "[
      {
        "name": "two-cores: dense-6x64@ort-node/cpu dense b1 t1 on fashion-mnist/test top-1",
        "unit": "%",
        "value": 90,
        "range": "[59.58, 98.21]",
        "extra": "run: run-1\\nbaseline\\ntrust: valid\\nagain: vmoe-bench run default --seed 1 --only 'dense-6x64@ort-node/cpu dense b1 t1'"
      },
      {
        "name": "two-cores: vmoe-6x64@ort-node/cpu gather b1 t1 on fashion-mnist/test top-1",
        "unit": "%",
        "value": 100,
        "range": "[72.25, 100]",
        "extra": "run: run-1\\n1.10x slower\\ntrust: valid\\nagain: vmoe-bench run default --seed 1 --only 'vmoe-6x64@ort-node/cpu gather b1 t1'"
      }
    ]
    "
  `);
});

test("a run with no numbers is an empty list, not an entry of zeros", () => {
  const { manifest } = wholeRun();
  const none = summarise({ manifest, records: [], end: undefined });
  expect(renderBencher([none])).toBe("{}\n");
  expect(renderGithubSmaller([none])).toBe("[]\n");
  const failed = summarise(
    withEnds(wholeRun(), { 1: "failed", 3: "failed", 4: "failed", 7: "failed" }),
  );
  expect(renderGithubBigger([failed])).not.toContain("vmoe-6x64");
});
