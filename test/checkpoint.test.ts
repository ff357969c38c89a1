import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { modelCardSchema, vitConfigSchema } from "@vmoe-bench/contracts";
import { decodeSafetensors, encodeSafetensors, randomWeights } from "@vmoe-bench/model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaint, projectRoot, vmoeBench } from "./cli.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmoe-bench-checkpoint-"));
});
afterAll(() => rm(folder, { recursive: true }));

const fashion = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
];

/** A checkpoint as timm saves it, for Fashion-MNIST's images and more classes than it has. */
async function writeCheckpoint(name: string, labels: readonly string[]): Promise<string> {
  const config = vitConfigSchema.parse({
    imageSize: 28,
    channels: 1,
    patch: 14,
    width: 64,
    depth: 1,
    heads: 1,
    mlpWidth: 64,
    classes: labels.length,
    classToken: true,
    pool: "class",
  });
  const path = join(folder, name);
  await mkdir(path);
  await writeFile(join(path, "model.safetensors"), encodeSafetensors(randomWeights(config, 1)));
  const pretrained = {
    input_size: [1, 28, 28],
    mean: [0.5],
    std: [0.5],
    interpolation: "bicubic",
    crop_pct: 0.875,
  };
  await writeFile(
    join(path, "config.json"),
    JSON.stringify({
      architecture: "vit_tiny_patch16_224",
      model_args: { num_heads: 1 },
      label_names: labels,
      pretrained_cfg: pretrained,
    }),
  );
  return path;
}

describe("a checkpoint", () => {
  it("is run as a model, scored on the data's own classes", async () => {
    const path = await writeCheckpoint("mine", ["hat", ...fashion.toReversed(), "scarf"]);
    const ended = await vmoeBench(
      "run",
      "--model",
      `${path}/`,
      "--backend",
      "ort-node/cpu",
      "--images",
      "200",
      "--out",
      join(folder, "results"),
      "--cool-down",
      "0",
      "--seed",
      "3",
      "--full",
      "--reference",
      "8",
    );
    expect(complaint(ended)).toMatch(/^exit 0: .*mine\/: ViT of 1 layers, width 64, 1 heads/);
    expect(ended.stdout).toMatch(/mine\/ /);
    const [device = ""] = await readdir(join(folder, "results"));
    const [run = ""] = await readdir(join(folder, "results", device));
    const records = await readdir(join(folder, "results", device, run));
    const texts = await Promise.all(
      records.map((name) => readFile(join(folder, "results", device, run, name), "utf8")),
    );
    const accuracy = texts.find(
      (text) => text.includes('"kind":"accuracy"') && text.includes('"predicted":'),
    );
    const predicted = /"predicted":\[([\d,]+)\]/
      .exec(accuracy ?? "")?.[1]
      ?.split(",")
      .map(Number);
    expect(predicted).toHaveLength(200);
    // Ten classes of the data, not twelve of the model.
    expect(Math.max(...(predicted ?? [12]))).toBeLessThan(10);
  }, 180_000);

  it("becomes a model folder, and says what it was read from", async () => {
    const path = await writeCheckpoint("other", fashion);
    const output = join(folder, "imported");
    const ended = await vmoeBench("import", path, "-o", output, "--json");
    expect(complaint(ended)).toBe("exit 0: ");
    const text = await readFile(join(output, "card.json"), "utf8");
    const card = modelCardSchema.parse(JSON.parse(text));
    expect(card.training).toMatchObject({ kind: "imported", source: path, assumed: [] });
    const again = await vmoeBench("import", path, "-o", output);
    expect(complaint(again)).toBe(
      `exit 2: error: ${output} is not empty. | Name a new folder with -o, or remove that one first.`,
    );
  });

  it("is compared with its own model's outputs, which alone tell another model", async () => {
    // timm's own logits, committed with the checkpoint.
    const reference = join(
      projectRoot,
      "packages/models/src/checkpoint/testing/fixtures/architectures",
    );
    const tiny = join(reference, "vit_tiny_patch16_224");
    const compared = async (outputs: string) => {
      const made = ["-o", join(folder, basename(outputs)), "--check", outputs];
      const { code, stdout } = await vmoeBench("import", tiny, ...made);
      return `exit ${code}: ${stdout.trim().split("\n").at(-1)}`;
    };
    expect(await compared(`${tiny}-outputs`)).toMatch(
      /^exit 0: 4 images on ort-node\/cpu: largest difference of a logit \d\.\d+e-[678], top-1 the same for 4: the same model\.$/,
    );
    // Those of a model with another head count, of as many images and classes.
    expect(await compared(join(reference, "deit3_small_patch16_224-outputs"))).toMatch(
      /^exit 1: 4 images .*: NOT the same model\.$/,
    );
  }, 60_000);

  it("with denormal weights says how many, where it is costed and where it is run", async () => {
    const path = await writeCheckpoint("denormal", fashion);
    const file = join(path, "model.safetensors");
    const tensors = new Map(decodeSafetensors(await readFile(file), file));
    const bias = tensors.get("head.bias");
    if (bias === undefined) throw new Error("It has a head.");
    // Nearer to 0 than 2^-126 are the first two.
    bias.data.set([1e-40, -(2 ** -149), 2 ** -126, 0]);
    await writeFile(file, encodeSafetensors(tensors));
    const said = "2 weights are denormal (nearer to 0 than 2^-126)";
    expect((await vmoeBench("cost", path)).stdout).toContain(said);
    const json = await vmoeBench("cost", path, "--json");
    expect(json.stdout).toContain('"denormals": 2');
    const planned = await vmoeBench(
      "run",
      "--model",
      path,
      "--backend",
      "ort-node/cpu",
      "--dry-run",
    );
    expect(complaint(planned)).toMatch(/^exit 0/);
    expect(planned.stderr).toContain(said);
  }, 60_000);

  it("is not upcycled where it has experts, or where its data is unknown", async () => {
    const moe = ["--experts", "4", "--layers", "1", "-o", join(folder, "upcycled")];
    const sparse = await vmoeBench("upcycle", "fashion-vmoe-6x64-e4", ...moe);
    expect(complaint(sparse)).toBe(
      'exit 2: error: Model "fashion-vmoe-6x64-e4" has experts already. | Name a dense model, such as its baseline fashion-vit-6x64.',
    );
    const unknown = await vmoeBench("upcycle", "fashion-vit-6x64", "--dataset", "cifar", ...moe);
    expect(complaint(unknown)).toMatch(
      /^exit 2: error: There is no data set "cifar"\. Did you mean/,
    );
  });

  it("on the hub is not downloaded unless that is asked for", async () => {
    const ended = await vmoeBench("run", "--model", "hf:nobody/nothing");
    expect(complaint(ended)).toBe(
      "exit 2: error: hf:nobody/nothing was not downloaded yet, and nothing is downloaded unless it is asked for. | Add --allow-download to run or import to get it from huggingface.co once; it is kept after that.",
    );
  });

  it("that is broken is refused in one sentence", async () => {
    const path = await writeCheckpoint("broken", fashion);
    await writeFile(join(path, "model.safetensors"), Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x10));
    const ended = await vmoeBench("run", "--model", path);
    expect(complaint(ended)).toBe(
      `exit 2: error: ${path}/model.safetensors: its header claims 1152921504606846976 bytes. | Copy or download the file again, or train the model again.`,
    );
  });
});
