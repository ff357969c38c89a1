import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaint, projectRoot, vmoeBench } from "./cli.ts";

const fixture = (name: string) => join(projectRoot, "packages", "onnx-file", "fixtures", name);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmoe-bench-onnx-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What a user sees, without the folder's name. */
const saidOf = async (...args: string[]) =>
  complaint(await vmoeBench(...args)).replaceAll(`${folder}/`, "");

/** No starts and no proofs: what is left takes half a minute. */
const small = {
  schemaVersion: 1,
  name: "graphs",
  description: "Two graphs.",
  backends: ["ort-node/cpu"],
  strategies: ["gather"],
  batches: [1],
  dataset: { name: "fashion-mnist", split: "test", images: 100 },
  profile: "quick",
  footprintImages: 0,
  coolDownSeconds: 0,
};

describe("a plain ONNX file", () => {
  it("is run as an arm beside another, and the second is compared with the first", async () => {
    const suite = join(folder, "suite.json");
    const fixed = join(folder, "fixed.onnx");
    await copyFile(fixture("tiny-legacy.onnx"), fixed);
    const said = { mean: [0.5], std: [0.5], batch: 1 };
    await writeFile(join(folder, "fixed.json"), JSON.stringify(said));
    const models = [fixture("tiny-dynamo.onnx"), fixed];
    await writeFile(suite, JSON.stringify({ ...small, models }));
    const ended = await vmoeBench(
      "run",
      suite,
      "--out",
      join(folder, "out"),
      "--half-width",
      "100",
    );
    expect(complaint(ended)).toMatch(/^exit 0/);
    // 28,384 MAC each.
    expect(ended.stdout).toMatch(/tiny-dynamo\.onnx:\n dense +0\.1 \+ 0\.0/);
    expect(ended.stdout).toMatch(/fixed\.onnx, ort-node\/cpu:\n dense .+\[/);
    expect(ended.stdout).toContain("32 of 32");
    expect(ended.stderr).toMatch(/fixed\.onnx@ort-node\/cpu dense b1 t1: 100 images/);
    expect(ended.stderr).toContain('images "images" [1,1,28,28] (nchw), mean 0.5, std 0.5');
  }, 120_000);

  it("has its cost counted without a json, and is asked for it before it is run", async () => {
    const own = join(folder, "own.onnx");
    await copyFile(fixture("tiny-legacy.onnx"), own);
    const cost = await vmoeBench("cost", own, "--json");
    expect(cost.stdout).toContain('"macs2": 56768');
    expect(await saidOf("run", "--model", own, "--dry-run")).toMatchInlineSnapshot(
      `"exit 2: error: own.onnx leaves a question open. With which mean and deviation were its images normalised? Set "mean" and "std", a value for each channel, as in "mean": [0.5]. | Answer in own.json."`,
    );
  });

  it("is refused with one sentence where it is broken", async () => {
    const broken = join(folder, "broken.onnx");
    await writeFile(broken, (await readFile(fixture("tiny-legacy.onnx"))).subarray(0, 1_000));
    expect(await saidOf("run", "--model", broken)).toMatchInlineSnapshot(
      `"exit 2: error: broken.onnx is no ONNX file that can be read: a part of 3184 bytes is announced where 978 are left. | Export or copy it again; \`python -m onnx.checker\` says more of a file."`,
    );
    expect(await saidOf("cost", join(folder, "none.onnx"))).toMatchInlineSnapshot(
      `"exit 2: error: There is no file none.onnx. | Check the path, and where you are."`,
    );
    await copyFile(fixture("tiny-dynamo.onnx"), join(folder, "alone.onnx"));
    expect(await saidOf("cost", join(folder, "alone.onnx"))).toMatchInlineSnapshot(
      `"exit 2: error: alone.onnx has weights in another file, which can't be read: "tiny-dynamo.onnx.data" is missing. | Copy that file into the model's folder, or save the model with its weights inside."`,
    );
  });
});
