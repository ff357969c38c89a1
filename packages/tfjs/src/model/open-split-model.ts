import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import {
  ClosedModelError,
  requireShape,
  type LoadedModel,
  type ModelFiles,
  type Placement,
} from "@vmoe-bench/contracts";
import {
  bestExpert,
  groupByExpert,
  HeldExperts,
  requireExpertCap,
} from "@vmoe-bench/backend/experts";
import { splittable, tail, trunk } from "@vmoe-bench/model";
import { tfjsOps } from "../ops/tfjs-ops.ts";
import { noOnnx } from "./prepare-model.ts";
import { lookup, TensorWeights, weightFiles } from "./weights.ts";

/**
 * The host reads the router's logits once, picks the expert, and goes on with its tensors: no copy of
 * weights. Under `split-lazy` they are read when an image first needs them.
 */
export async function openSplitModel(
  files: ModelFiles,
  placement: Placement,
  expertCap: number | null,
): Promise<LoadedModel> {
  const { manifest } = files;
  if (manifest.kind !== "defined") throw noOnnx(manifest.model);
  const { batch, strategy } = manifest;
  const config = splittable(manifest.config, manifest.model);
  const { moe } = config;
  if (moe === undefined) throw new RangeError("A dense model has no experts to split.");
  requireExpertCap(expertCap, moe.k);
  const expected = [batch, config.channels, config.imageSize, config.imageSize];
  const ops = tfjsOps(manifest);
  const logitsOnly: typeof ops = {
    ...ops,
    route: (logits) => ({ logits, experts: logits, gates: logits }),
  };
  const shared = await TensorWeights.read(files, weightFiles.shared, config);
  const experts = new HeldExperts<TensorWeights>({
    load: (expert) => TensorWeights.read(files, weightFiles.expert(expert), config),
    release: async (weights) => weights.dispose(),
    cap: strategy === "split" ? null : expertCap,
  });
  let closed = false;
  const close = async () => {
    closed = true;
    shared.dispose();
    await experts.close();
  };

  /** [images,N,D] and [images,1] → [images,K] */
  const runTail = (expert: number, tokens: Tensor, gates: Float32Array): Promise<Float32Array> =>
    experts.use(expert, async (own) => {
      const logits = tf.tidy(() => {
        const share = tf.tensor(gates, [gates.length, 1]);
        const routing = { logits: share, experts: share, gates: share };
        return tail(ops, lookup(own, shared), { tokens, routing }, config).logits;
      });
      try {
        return Float32Array.from(await logits.data());
      } finally {
        logits.dispose();
      }
    });

  const runGroups = async (tokens: Tensor, logits: Float32Array) => {
    const choice = bestExpert(logits, batch, moe.gate);
    const groups = groupByExpert(choice.experts);
    const all = new Float32Array(batch * config.classes);
    for (const { expert, images } of groups) {
      const own = groups.length === 1 ? tokens : tf.gather(tokens, [...images]);
      const gates = Float32Array.from(images, (image) => choice.gates[image] ?? Number.NaN);
      try {
        const rows = await runTail(expert, own, gates);
        images.forEach((image, i) => {
          const row = rows.subarray(i * config.classes, (i + 1) * config.classes);
          all.set(row, image * config.classes);
        });
      } finally {
        if (own !== tokens) own.dispose();
      }
    }
    return { logits: all, routings: [choice] };
  };

  try {
    if (strategy === "split")
      for (let e = 0; e < moe.experts; e += 1) await experts.use(e, async () => undefined);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    placement,
    async run(images) {
      if (closed) throw new ClosedModelError();
      requireShape(expected, images);
      const { tokens, logits } = tf.tidy(() => {
        const input = tf.tensor(images.data, [...images.dims]);
        const start = trunk(logitsOnly, lookup(shared), input, config);
        if (start.routing === undefined) throw new RangeError("There is no router.");
        return { tokens: start.tokens, logits: start.routing.logits };
      });
      try {
        return await runGroups(tokens, Float32Array.from(await logits.data()));
      } finally {
        tf.dispose([tokens, logits]);
      }
    },
    close,
  };
}
