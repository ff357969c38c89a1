import { expect, test } from "vitest";
import { smallCard, smallPictures } from "../testing/models.ts";
import { smallRun } from "../testing/small-run.ts";
import { buildDashboardData } from "../testing/dashboards.ts";
import { headlinesOf } from "./headlines.ts";
import { reduceRun } from "./run-part.ts";

const pictures = new Map([["fashion-mnist/test", smallPictures]]);
const built = (...runs: ReturnType<typeof smallRun>[]) =>
  buildDashboardData({ runs, cards: [smallCard()], pictures });

const sentences = (runs: ReturnType<typeof smallRun>[]) =>
  headlinesOf(built(...runs).data).map(({ sentence }) => sentence);

test("a cell has what its row has, rounded, with intervals and its baseline", () => {
  const { data } = built(smallRun());
  expect(data.cells[1]).toMatchInlineSnapshot(`
    {
      "backend": "ort-node/cpu",
      "baseline": 0,
      "batch": 1,
      "bytes": 2000,
      "coldMs": null,
      "coldParts": null,
      "command": "vmoe-bench run small --seed 1 --only 'vmoe@ort-node/cpu gather b1 t1'",
      "control": "none",
      "curve": [],
      "dataset": "fashion-mnist/test",
      "detail": true,
      "firstEverMs": null,
      "firstEverParts": null,
      "flops": {
        "active": 100,
        "denseEquivalent": 150,
        "executed": 125,
      },
      "gain": {
        "high": 40,
        "low": -20,
        "n": 10,
        "value": 10,
      },
      "latency": {
        "highMs": 1.692,
        "lowMs": 1.3701,
        "medianMs": 1.5225,
        "p90Ms": null,
        "samples": 60,
      },
      "model": "vmoe",
      "peakBytes": null,
      "precision": "float32",
      "provenance": 0,
      "ratio": {
        "high": 1.5,
        "low": 1.5,
        "value": 1.5,
      },
      "readBytes": null,
      "remarks": [
        0,
      ],
      "run": 0,
      "scenario": "single-stream",
      "software": false,
      "state": "semi-valid",
      "strategy": "gather",
      "threads": 1,
      "top1": {
        "high": 0.98212,
        "low": 0.59585,
        "n": 10,
        "value": 0.9,
      },
      "verdict": "slower",
    }
  `);
});

test("a run, its device and what all its blocks were made with stand once", () => {
  const { data } = built(smallRun());
  expect({
    ...data,
    cells: data.cells.length,
    routings: data.routings.length,
  }).toMatchInlineSnapshot(`
    {
      "cells": 3,
      "devices": [
        {
          "id": "bench",
          "name": "Bench",
          "notes": "",
        },
      ],
      "provenances": [
        {
          "clock": {
            "name": "fake",
          },
          "dataset": {
            "sha256": "0000000000000000000000000000000000000000000000000000000000000000",
          },
          "harness": {
            "commit": "abc",
            "dirty": false,
            "lockfileSha256": null,
            "version": "0.1.0",
          },
          "model": {
            "sha256": "0000000000000000000000000000000000000000000000000000000000000000",
          },
          "runtime": {
            "adapter": "cpu",
            "flags": [
              "--a",
            ],
            "software": false,
            "versions": {
              "node": "20",
            },
          },
          "system": {
            "arch": "x64",
            "cores": 2,
            "cpu": "one",
            "governor": null,
            "memoryBytes": 1073741824,
            "platform": "linux",
            "release": "6",
          },
        },
      ],
      "routings": 1,
      "runs": [
        {
          "answer": {
            "lines": [
              "The dense model is better here: faster, no accuracy difference shown.",
              "V-MoE vmoe against dense vit; fashion-mnist, test; batch 1, 1 thread; Bench",
              "Accuracy: +10.00 points [-20.00, +40.00], paired on 10 images; top-1 90.00 against 80.00 %.",
              "Latency over its baseline's [95 %], both medians; best strategy of each backend:",
              "  ort-node/cpu gather  1.50 [1.50, 1.50] of rounds, 1.52 / 1.02 ms = 1.49",
              "Trust: semi-valid.",
              "- Its outputs were not compared with the reference interpreter's. Compare them: --reference 32.",
            ],
            "pairs": [
              {
                "baseline": "vit",
                "data": "fashion-mnist/test",
                "model": "vmoe",
                "verdict": "The dense model is better here: faster, no accuracy difference shown.",
                "winner": "dense",
              },
            ],
            "trust": "semi-valid",
          },
          "blocks": {
            "completed": 6,
            "planned": 7,
            "recorded": 7,
          },
          "claimThreshold": 0.05,
          "command": "vmoe-bench run small --seed 1",
          "dataset": "fashion-mnist, test",
          "device": 0,
          "id": "run-of-bench",
          "profile": "quick",
          "startedAt": "2026-01-02T03:04:05.000Z",
          "suite": "small",
          "unfinished": false,
        },
      ],
      "schemaVersion": 1,
      "texts": [
        "Its outputs were not compared with the reference interpreter's.",
        "It has no branches. Use gather.",
      ],
      "training": {
        "groups": [],
        "map": [],
        "paper": [
          {
            "gain": 4.66,
            "size": "6x64",
          },
          {
            "gain": 3.39,
            "size": "12x192",
          },
        ],
        "remarks": [],
      },
    }
  `);
});

test("a device whose name was edited stays one, under its newest run's name", () => {
  const before = smallRun({ deviceName: "Bench" });
  const after = smallRun({ deviceName: "My bench", startedAt: "2026-01-03T03:04:05.000Z" });
  const other = smallRun({ deviceId: "other", deviceName: "Other" });
  for (const runs of [
    [before, after, other],
    [after, before, other],
  ]) {
    const { devices, runs: merged } = built(...runs).data;
    expect(devices.map(({ id, name }) => [id, name])).toEqual([
      ["bench", "My bench"],
      ["other", "Other"],
    ]);
    expect(merged.map(({ device }) => device)).toEqual([0, 0, 1]);
  }
});

test("what is unsupported stays, with its reason", () => {
  const { data } = built(smallRun());
  const cell = data.cells.find(({ state }) => state === "unsupported");
  expect(cell).toMatchObject({ strategy: "branch", latency: null, ratio: null, detail: false });
  expect(cell?.remarks.map((i) => data.texts[i])).toEqual(["It has no branches. Use gather."]);
});

test("a detail names its records and has its samples, block by block", () => {
  const { data, details } = built(smallRun());
  const detail = details.find(({ cell }) => cell === 1);
  expect(data.cells[1]?.strategy).toBe("gather");
  expect(detail?.records).toEqual([
    "bench/run-of-bench/0003.json",
    "bench/run-of-bench/0005.json",
    "bench/run-of-bench/0001.json",
  ]);
  expect(detail?.samplesMs.map((block) => block.slice(0, 4))).toEqual([
    [1.5, 1.515, 1.53, 1.5],
    [1.515, 1.53, 1.545, 1.515],
  ]);
});

test("routing counts each class's images by expert, and shows only pictures that may be shown", () => {
  const [routing] = built(smallRun()).data.routings;
  // Image i is of class i and goes to expert i mod 2; class 9 belongs to expert 0.
  expect(routing?.classByExpert).toEqual(
    Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? [1, 0] : [0, 1])),
  );
  expect(routing?.routedRight).toBe(9);
  expect(routing?.experts.map(({ images, correct }) => [images, correct])).toEqual([
    [5, 5],
    [5, 4],
  ]);
  expect(routing?.experts[0]?.examples.map(({ image }) => image)).toEqual([0, 2, 4, 6, 8]);
  expect(routing?.experts[0]?.examples.every(({ png }) => png !== null)).toBe(true);
  // Samples of expert 0 are those at even places: 15 a block.
  expect(routing?.experts[0]?.latency?.samples).toBe(30);
  const bare = buildDashboardData({
    runs: [smallRun()],
    cards: [smallCard()],
  });
  expect(bare.data.routings[0]?.experts[0]?.examples.every(({ png }) => png === null)).toBe(true);
});

test("a routing has the classes that the cell's own data set scores", () => {
  const card = smallCard();
  const named = new Map([["fashion-mnist/test", card.classes.map((name) => `scored ${name}`)]]);
  const cardOf = (model: string, dataset: string) =>
    model === card.id ? { ...card, classes: named.get(dataset) ?? [] } : undefined;
  const { part } = reduceRun(smallRun(), { cardOf, pictures }, 0);
  expect(part.routings.map(({ classes }) => classes)).toEqual([named.get("fashion-mnist/test")]);
});

const verdicts = (software: boolean) =>
  built(smallRun({ software })).data.cells.map(({ strategy, verdict }) => [strategy, verdict]);

test("an invalid cell claims nothing, and one without a result has not enough", () => {
  expect(verdicts(true)).toEqual([
    ["dense", "baseline"],
    ["gather", "no-claim"],
    ["branch", "not-enough"],
  ]);
  expect(verdicts(false)[1]).toEqual(["gather", "slower"]);
});

test("a software adapter makes no headline, and of two runs the newer one does", () => {
  const slow = smallRun({ startedAt: "2026-01-01T00:00:00.000Z", sparseMs: 3 });
  expect(sentences([smallRun({ software: true })])).toEqual([]);
  expect(sentences([slow, smallRun({ deviceId: "other", deviceName: "Other" })]))
    .toMatchInlineSnapshot(`
    [
      "On Bench, vmoe (gather, ort-node/cpu) is 10.00 points better (not significant, 10 images) and 3.00x slower [3.00, 3.00] than its dense baseline vit.",
      "On Other, vmoe (gather, ort-node/cpu) is 10.00 points better (not significant, 10 images) and 1.50x slower [1.50, 1.50] than its dense baseline vit.",
    ]
  `);
  expect(sentences([smallRun(), slow])).toEqual(sentences([smallRun()]));
});
