import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaint, vmoeBench } from "./cli.ts";

describe("a model as a LiteRT file", () => {
  const model = "fashion-vmoe-6x64-e4";
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "vmoe-bench-tflite-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const exported = (...options: string[]) =>
    vmoeBench("export", model, "--format", "tflite", ...options);

  it("is written whole, with what the graph does not say", async () => {
    const output = join(folder, "gather.tflite");
    const { code, stdout } = await exported("--json", "-o", output);
    expect(code).toBe(0);
    const file = await readFile(output);
    expect(JSON.parse(stdout)).toMatchObject({
      format: "tflite",
      strategy: "gather",
      files: ["model.tflite"],
      bytes: file.length,
    });
    expect(file.subarray(4, 8).toString()).toBe("TFL3");
    expect(file.includes("vmoe-bench.weights.sha256")).toBe(true);
  });

  it("is a folder of a trunk and tails for split", async () => {
    const output = join(folder, "split");
    expect((await exported("--strategy", "split", "-o", output)).code).toBe(0);
    const tails = [0, 1, 2, 3].map((expert) => `tail-${expert}.tflite`);
    expect((await readdir(output)).toSorted()).toEqual([...tails, "trunk.tflite"]);
  });

  it("is refused where it can't be what was asked for", async () => {
    const said = async (...options: string[]) =>
      complaint(await exported(...options)).replaceAll(`${folder}/`, "");
    expect(await said("-o", join(folder, "m.onnx"))).toMatchInlineSnapshot(
      `"exit 2: error: --output: what is written is LiteRT, and m.onnx ends in ".onnx"; end it in .tflite, or give --format onnx. | Correct that and try again."`,
    );
    expect(await said("--dynamic-batch", "-o", join(folder, "any.tflite"))).toMatchInlineSnapshot(
      `"exit 2: error: --dynamic-batch: shapes in a LiteRT file are fixed; say with --batch how many images a run takes. | Correct that and try again."`,
    );
    expect(
      await said("--strategy", "branch", "-o", join(folder, "branch.tflite")),
    ).toMatchInlineSnapshot(
      `"exit 2: error: "branch" is not written for LiteRT. | Use "gather", "split", "split-lazy" or "all-experts"."`,
    );
    expect(
      await said("--precision", "int8", "--strategy", "gather", "-o", join(folder, "i.tflite")),
    ).toMatchInlineSnapshot(
      `"exit 2: error: LiteRT files are written in float32; "fashion-vmoe-6x64-e4" was asked for in int8. | Use "float32" here, or "int8" on a backend of ONNX Runtime."`,
    );
    expect(await readdir(folder)).not.toContain("any.tflite");
  });
});
