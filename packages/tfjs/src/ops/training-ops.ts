import { add, concat, mul, reshape, slice, tile, type Tensor } from "@tensorflow/tfjs-core";
import type { Ops } from "@vmoe-bench/model";
import { cutPatches, dims3, joinTokens } from "./shapes.ts";
import { attention, meanTokens, residual } from "./training/tokens.ts";
import { chosenExperts } from "./training/experts.ts";
import { layerNorm } from "./training/layer-norm.ts";
import { linear, linearOfConstant } from "./training/linear.ts";
import { mlp } from "./training/mlp.ts";
import { route } from "./training/routing.ts";

/**
 * The model forward and, under tf.grads, backward, with gradients written by hand. Gradients
 * reach every weight, the router's through its logits and gates; the images get none.
 */
export function trainingOps(): Ops<Tensor> {
  return {
    patchEmbed(images, { weight, bias }, patch) {
      const flat = reshape(weight, [weight.shape[0] ?? 1, -1]);
      return linearOfConstant(cutPatches(images, patch), { weight: flat, bias });
    },
    linear,
    add: residual,
    prependToken(token, x) {
      const [B] = dims3(x);
      return concat([tile(token, [B, 1, 1]), x], 1);
    },
    layerNorm,
    attention(qkv, heads, groups) {
      if (groups !== 1) throw new RangeError("Only a ViT, whose tokens are one group, is trained.");
      return attention(qkv, heads);
    },
    mlp,
    meanTokens,
    joinTokens,
    takeToken(x, index) {
      const [B, , D] = dims3(x);
      return reshape(slice(x, [0, index, 0], [-1, 1, -1]), [B, D]);
    },
    average: (x, y) => mul(add(x, y), 0.5),
    route: (logits, k, gate) => route(logits, k, gate),
    experts: chosenExperts,
  };
}
