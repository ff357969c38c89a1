import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidValueError, type Tensor } from "@vmoe-bench/contracts";
import { encodeSafetensors, mobileConfigOfTimm, randomWeights } from "@vmoe-bench/model";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCheckpoint } from "./read-checkpoint.ts";

const architecture = "mobilevit_xxs";
const task = { imageSize: 64, channels: 3, classes: 5 };
const config = mobileConfigOfTimm(architecture, task);
if (config === undefined) throw new Error("timm has this model.");
const weights = randomWeights(config, 1);
const epsilon = 1e-5;

/** As timm stores it: each convolution's bias is that of a batch norm that changes nothing else. */
function stored(): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const [name, tensor] of weights) {
    const layer = /^(.*)\.conv\.bias$/.exec(name)?.[1];
    if (layer === undefined) tensors.set(name, tensor);
    else {
      const filled = (value: number) => ({
        dims: tensor.dims,
        data: new Float32Array(tensor.data.length).fill(value),
      });
      tensors.set(`${layer}.bn.weight`, filled(1));
      tensors.set(`${layer}.bn.bias`, tensor);
      tensors.set(`${layer}.bn.running_mean`, filled(0));
      tensors.set(`${layer}.bn.running_var`, filled(1 - epsilon));
    }
  }
  return tensors;
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmoe-bench-mobile-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function written(said: object, tensors = stored()): Promise<string> {
  const sizes = { num_classes: 5, pretrained_cfg: { input_size: [3, 64, 64] } };
  await writeFile(join(folder, "config.json"), JSON.stringify({ architecture, ...sizes, ...said }));
  await writeFile(join(folder, "model.safetensors"), encodeSafetensors(tensors));
  return folder;
}

describe("a mobile model of timm", () => {
  it("has its shape by its name and its batch norms folded", async () => {
    const checkpoint = await readCheckpoint(await written({}));
    expect(checkpoint).toMatchObject({ name: architecture, config, naming: "timm" });
    expect([...checkpoint.weights.keys()].toSorted()).toEqual([...weights.keys()].toSorted());
    const changed = [...weights].filter(([name, { data }]) =>
      data.some(
        (value, i) => Math.abs(value - (checkpoint.weights.get(name)?.data[i] ?? NaN)) > 1e-6,
      ),
    );
    expect(changed).toEqual([]);
  });

  it.each([
    [{ architecture: "mobilevit_huge" }, undefined, '"mobilevit_huge" is none of the plain ViTs'],
    [
      { architecture: "tf_mobilenetv3_small_minimal_100" },
      undefined,
      `"tf_mobilenetv3_small_minimal_100" can't be run here: it has no squeeze-excite and no hard swish`,
    ],
    [{ num_classes: 7 }, undefined, "num_classes 7, its tensors are made for 5"],
    [{}, "head.fc.weight", "it has no classifier, only features"],
    [{}, "stem.bn.bias", "stem.bn.bias"],
  ])("%j without %s is refused", async (said, without, sentence) => {
    const tensors = stored();
    tensors.delete(without ?? "");
    await expect(readCheckpoint(await written(said, tensors))).rejects.toThrow(sentence);
  });

  it("is refused at a size that its patches do not divide", async () => {
    // 288 pixels, halved five times, are 9 in the last stage.
    const outcome = readCheckpoint(await written({}), { imageSize: 288 });
    await expect(outcome).rejects.toThrow(InvalidValueError);
    await expect(outcome).rejects.toThrow(
      `${folder}: "patch": 2 does not divide the 9 pixels of stage 4.`,
    );
  });
});
