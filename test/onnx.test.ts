import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaint, projectRoot, vmoeBench } from "./cli.ts";

const fixture = (name: string) =>
  join(projectRoot, "packages", "models", "src", "onnx-file", "fixtures", name);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmoe-bench-onnx-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What a user sees, without the folder's name. */
const saidOf = async (...args: string[]) =>
  complaint(await vmoeBench(...args)).replaceAll(`${folder}/`, "");

/** The small network with an operator that nobody has. */
async function withoutKernel(name: string): Promise<string> {
  const path = join(folder, name);
  const bytes = await readFile(fixture("tiny-legacy.onnx"), "latin1");
  await writeFile(path, bytes.replaceAll("Conv", "Conx"), "latin1");
  await writeFile(path.replace(/onnx$/, "json"), '\uFEFF{ "mean": [0.5], "std": [0.5] }');
  return path;
}

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
    const models = [fixture("tiny-dynamo.onnx"), await withoutKernel("refused.onnx"), fixed];
    await writeFile(suite, JSON.stringify({ ...small, models }));
    const ended = await vmoeBench(
      "run",
      suite,
      "--out",
      join(folder, "out"),
      "--half-width",
      "100",
      "--full",
    );
    expect(complaint(ended)).toMatch(/^exit 0/);
    // 28,384 MAC each.
    expect(ended.stdout).toMatch(/tiny-dynamo\.onnx:\n dense +0\.1 \+ 0\.0/);
    expect(ended.stdout).toMatch(/fixed\.onnx, ort-node\/cpu:\n dense .+\[/);
    expect(ended.stdout).toContain("32 of 32");
    // What ONNX Runtime does not know ends no other arm.
    expect(ended.stderr).toMatch(/Left out: .*refused\.onnx has the operator "Conx", which/);
    expect(ended.stderr.match(/refused\.onnx/g)).toHaveLength(1);
    expect(ended.stderr).toMatch(
      /fixed\.onnx@ort-node\/cpu dense b1 t1: 11\.00 % of 100 images right/,
    );
    expect(ended.stderr).toContain('images "images" [1,1,28,28] (nchw), mean 0.5, std 0.5');
  }, 120_000);

  it("is refused before the first block where ONNX Runtime does not run it", async () => {
    const refused = await withoutKernel("alone.onnx");
    expect(await saidOf("run", "--model", refused)).toMatchInlineSnapshot(
      `"exit 2: error: alone.onnx has the operator "Conx", which ONNX Runtime does not know. | Export it with the operators of ONNX; libraries of other operators are not loaded here."`,
    );
  });

  it("is exported with all that running it needs, and for any number of images", async () => {
    const output = join(folder, "exported.onnx");
    const model = "fashion-vmoe-6x64-e4";
    const ended = await vmoeBench("export", model, "--dynamic-batch", "-o", output);
    expect(complaint(ended)).toMatch(/^exit 0/);
    const planned = await vmoeBench("run", "--model", output, "--dry-run");
    expect(complaint(planned)).toMatch(/^exit 0/);
    expect(planned.stderr).toContain('"images" [any,1,28,28] (nchw), mean 0.286, std 0.353');
    expect(await saidOf("export", model, "-o", join(folder, "m.tflite"))).toMatchInlineSnapshot(
      `"exit 2: error: --output: what is written is ONNX, and m.tflite ends in ".tflite"; end it in .onnx, or give --format tflite. | Correct that and try again."`,
    );
    expect(
      await saidOf("export", model, "--strategy", "split", "-o", output),
    ).toMatchInlineSnapshot(
      `"exit 2: error: --output: "split" is written as a folder of files, and exported.onnx is the name of one. | Correct that and try again."`,
    );
    const batches = ["--dynamic-batch", "--batch", "2"];
    expect(await saidOf("export", model, ...batches, "-o", output)).toMatchInlineSnapshot(
      `"exit 2: error: option '--dynamic-batch' cannot be used with option '--batch <n>'"`,
    );
    expect(await saidOf("export", model, "-o", join(output, "m.onnx"))).toMatchInlineSnapshot(
      `"exit 1: error: exported.onnx/m.onnx can't be written: a part of the path is a file. What was there before is kept. | Make room or give a folder that can be written, then start it again: what can go on goes on."`,
    );
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
