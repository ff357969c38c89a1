import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { checkJson, modelCardSchema } from "@vmoe-bench/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { complaint, projectRoot, vmoeBench } from "./cli.ts";
import { greyPng } from "./grey-png.ts";

let folder: string;
let labels: Uint8Array;
let pixels: Uint8Array;

/** The first images of Fashion-MNIST's test split, and a model that knows them, as a plain ONNX file. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmoe-bench-labels-"));
  const data = join(projectRoot, "packages/dataset/data/fashion-mnist");
  const read = async (name: string) => gunzipSync(await readFile(join(data, name)));
  pixels = (await read("t10k-images-idx3-ubyte.gz")).subarray(16);
  labels = (await read("t10k-labels-idx1-ubyte.gz")).subarray(8);
  const card = join(projectRoot, "packages/models/zoo/fashion-vit-6x64/card.json");
  const { normalisation } = checkJson(modelCardSchema, await readFile(card, "utf8"), card);
  for (const [name, more] of [
    ["m", {}],
    ["background", { background: true }],
  ] as const) {
    const file = join(folder, `${name}.onnx`);
    await vmoeBench("export", "fashion-vit-6x64", "-o", file);
    const said = { ...normalisation, crop: 1, ...more };
    await writeFile(join(folder, `${name}.json`), JSON.stringify(said));
  }
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

/** 40 images in a folder with a list of labels that are so much higher; those of one class left out. */
async function labelled(name: string, shift: number, without: number): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  const lines: string[] = [];
  for (let i = 0; lines.length < 40; i++) {
    const label = labels[i] ?? 0;
    if (label === without) continue;
    await writeFile(
      join(path, `${i}.png`),
      greyPng(28, 28, pixels.subarray(784 * i, 784 * (i + 1))),
    );
    lines.push(`${i}.png ${label + shift}`);
  }
  await writeFile(join(path, "val.txt"), lines.join("\n"));
  return path;
}

async function planned(model: string, data: string, ...more: string[]): Promise<string> {
  const given = ["--model", join(folder, `${model}.onnx`), "--data", data];
  const ended = await vmoeBench("run", ...given, "--backend", "ort-node/cpu", "--dry-run", ...more);
  return complaint(ended).replaceAll(`${folder}/`, "");
}

it("labels that count from 1 are asked about, and shifted where that is said", async () => {
  const data = await labelled("from-one", 1, 9);
  const asked = await planned("m", data);
  expect(asked).toMatch(
    /^exit 2: .*Of \d+ images of from-one, "m\.onnx" has \d right as they are labelled, and \d+ were each label one lower\. Do the labels count from 1\? \| If they do, say --label-shift -1/,
  );
  expect(await planned("m", data, "--label-shift", "-1")).toMatch(/^exit 0/);
  expect(await planned("m", data, "--label-shift", "0")).toMatch(/^exit 0/);
}, 60_000);

it("labels that go one too far are asked about without a look at the images", async () => {
  const data = await labelled("all-from-one", 1, 0);
  expect(await planned("m", data)).toContain(
    "Its labels go up to 10, and the model has 10 classes, of which the first is 0. | If the labels count from 1, say --label-shift -1",
  );
}, 60_000);

it("a background class is asked about, and has a field", async () => {
  const data = await labelled("below", -1, 0);
  expect(await planned("m", data)).toMatch(
    /one higher\. Is the first of its 10 outputs a background class\? \| If it is, set "background": true in m\.json; if the labels are one too low, say --label-shift 1; --label-shift 0/,
  );
  expect(await planned("background", data)).toMatch(/^exit 0/);
  const right = await labelled("right", 0, 9);
  expect(await planned("m", right)).toMatch(/^exit 0/);
  expect(await planned("background", right)).toMatch(
    /one lower\. Do the labels count from 1\? \| If they do, say --label-shift -1; if the model has no background class, set "background": false in background\.json/,
  );
}, 60_000);

it("labels with names can't be shifted", async () => {
  const data = join(folder, "named");
  for (const name of ["Bag", "Coat"]) {
    await mkdir(join(data, name), { recursive: true });
    await writeFile(join(data, name, "0.png"), greyPng(28, 28, pixels.subarray(0, 784)));
  }
  expect(await planned("m", data, "--label-shift", "-1")).toContain(
    "The labels of named can't be shifted: they are names, and no numbers.",
  );
}, 60_000);
