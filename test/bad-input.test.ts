import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkJson, suiteSchema } from "@vmoe-bench/contracts";
import { complaint, projectRoot, vmoeBench } from "./cli.ts";

const shippedImages = join(projectRoot, "packages/dataset/data/fashion-mnist");
const denseModel = join(projectRoot, "packages/models/zoo/fashion-vit-6x64");
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmoe-bench-bad-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** The default suite with a change, as a file. */
async function suiteFile(name: string, change: object): Promise<string> {
  const text = await readFile(join(projectRoot, "suites/default.json"), "utf8");
  const path = join(folder, name);
  await writeFile(path, JSON.stringify({ ...checkJson(suiteSchema, text, name), ...change }));
  return path;
}

const run = async (...args: string[]) =>
  complaint(await vmoeBench("run", "--out", join(folder, "results"), ...args));

const images = "t10k-images-idx3-ubyte.gz";

/** A run over a copy of the shipped images of which one file was changed, or removed. */
async function withFiles(name: string, change: (bytes: Buffer) => Uint8Array | undefined) {
  const data = join(folder, name);
  await cp(shippedImages, data, { recursive: true });
  const changed = change(await readFile(join(data, images)));
  await (changed === undefined ? rm(join(data, images)) : writeFile(join(data, images), changed));
  return run("--data", data);
}

/** A run of a copy of the dense model of which one file was changed. */
async function withModel(name: string, file: string, change: (bytes: Buffer) => Uint8Array) {
  const model = join(folder, name);
  await cp(denseModel, model, { recursive: true });
  await writeFile(join(model, file), change(await readFile(join(model, file))));
  return run("--model", model);
}

it.each(["run", "join"])(
  "%s refuses options of image files where none are read",
  async (command) => {
    const args = ["--out", join(folder, "none"), "--label-shift", "-1"];
    expect(complaint(await vmoeBench(command, ...args))).toContain(
      "--label-shift -1 says how image files are read",
    );
  },
);

describe("names that do not exist", () => {
  it.each([
    [
      "--backend",
      "ort-node/cup",
      'There is no backend "ort-node/cup". Did you mean "ort-node/cpu"',
    ],
    [
      "--model",
      "fashion-vit-6x46",
      'There is no model "fashion-vit-6x46". Did you mean "fashion-vit-6x64"',
    ],
    ["--device", "lokal", 'There is no device "lokal". Did you mean "local"'],
  ])("%s %s is answered with the nearest", async (flag, name, sentence) => {
    expect(await run(flag, name)).toContain(`exit 2: error: ${sentence}`);
  });

  it("a suite is answered with the nearest", async () => {
    expect(await run("defualt")).toContain('There is no suite "defualt". Did you mean "default"');
  });

  it("a data set is answered with the nearest", async () => {
    const path = await suiteFile("suite.json", {
      dataset: { name: "fashon-mnist", split: "test" },
    });
    expect(await run(path)).toContain(
      'There is no data set "fashon-mnist". Did you mean "fashion-mnist"',
    );
  });

  it("an unknown key of a suite is named", async () => {
    const path = await suiteFile("suite-key.json", { modles: [] });
    expect(await run(path)).toContain(`exit 2: error: ${path}: unknown key "modles".`);
  });
});

describe("counts and folders", () => {
  it("zero images are refused", async () => {
    expect(await run("--images", "0")).toMatch(/^exit 2: error: .*Give a whole number above 0\.$/);
  });

  it("a time of nothing, of a second and of a year are refused, with what would fit", async () => {
    expect(await run("--time", "0s")).toMatch(/^exit 2: error: /);
    expect(await run("--time", "8760h")).toMatch(/^exit 2: error: /);
    expect(await run("--time", "1s", "--backend", "null")).toMatch(
      /^exit 2: error: The least work of suite "default" takes about \d+ s .* and it has 1 s\. \| Give it --time \d+s/,
    );
  });

  it("a run that goes on keeps its time", async () => {
    expect(await run("--resume", "a-run", "--time", "3m")).toContain(
      'goes on as it was planned, so "--time" does not go with --resume.',
    );
  });

  it("no expert to hold, and a precision that there is not, are refused", async () => {
    expect(await run("--strategy", "split-lazy", "--expert-cap", "0")).toMatch(
      /^exit 2: error: .*'0' is invalid.*above 0/,
    );
    expect(await run("--precision", "int3")).toMatch(/^exit 2: error: .*float32, float16, int8/);
  });

  it("more images than there are are refused", async () => {
    expect(await run("--images", "10001")).toMatch(/^exit 2: error: .*10000/);
  });

  it("a results folder that can't be written is found before the first block", async () => {
    const file = join(folder, "a-file");
    await writeFile(file, "");
    const text = complaint(await vmoeBench("run", "--out", join(file, "results")));
    expect(text).toMatch(
      /^exit 2: error: Results can't be written to ".*": a part of the path is a file\./,
    );
  });
});

describe("data files", () => {
  it("that are missing are named", async () => {
    expect(await withFiles("missing", () => undefined)).toMatch(/^exit 2: error: .*t10k-images/);
  });

  it("that are truncated are named", async () => {
    const text = await withFiles("truncated", (bytes) => bytes.subarray(0, 100_000));
    expect(text).toMatch(/^exit 2: error: .*t10k-images/);
  });

  it("that are altered are named", async () => {
    const text = await withFiles("altered", (bytes) =>
      bytes.with(200_000, 255 - bytes.readUInt8(200_000)),
    );
    expect(text).toMatch(/^exit 2: error: .*t10k-images/);
  });
});

describe("models", () => {
  it("with altered weights are refused", async () => {
    const text = await withModel("nan", "model.safetensors", (bytes) =>
      bytes.fill(255, bytes.length - 4),
    );
    expect(text).toMatch(/^exit 2: error: .*model\.safetensors: it was altered/);
  });

  it("with an unknown key in their config are refused", async () => {
    const text = await withModel("key", "card.json", (bytes) =>
      Buffer.from(bytes.toString().replace('"config": {', '"config": { "widht": 64,')),
    );
    expect(text).toMatch(/^exit 2: error: .*card\.json: unknown key "widht" in "config"\./);
  });

  it("with another shape than their weights are refused", async () => {
    const text = await withModel("shape", "card.json", (bytes) =>
      Buffer.from(bytes.toString().replace('"mlpWidth": 256', '"mlpWidth": 128')),
    );
    expect(text).toMatch(
      /"blocks\.0\.mlp\.fc1\.weight" has shape \[256,64\], expected \[128,64\]\./,
    );
  });
});
