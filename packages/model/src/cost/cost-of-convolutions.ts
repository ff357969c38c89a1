import type { ConvOps } from "../conv-ops.ts";
import type { Ops } from "../ops.ts";
import { perElement } from "./per-element.ts";
import { axis, expectAxis, ShapeError, size, type Shape } from "./shape.ts";
import type { Tally } from "./tally.ts";

/** Checks the shapes of feature maps [B,C,H,W] and counts their work; zeros at the edge count as others. */
export function costOfConvolutions(tally: Tally): Omit<ConvOps<Shape>, keyof Ops<Shape>> {
  return {
    features: (images) => images,
    conv2d(x, { weight, bias }, { stride, depthwise, activation }) {
      const [B = 0, C = 0, H = 0, W = 0] = x;
      const [outputs, side] = [axis(weight, 0), axis(weight, 2)];
      expectAxis(weight, 1, depthwise ? 1 : C);
      expectAxis(weight, 3, side);
      if (depthwise) expectAxis(weight, 0, C);
      if (bias !== undefined) expectAxis(bias, 0, outputs);
      const out = [B, outputs, Math.ceil(H / stride), Math.ceil(W / stride)];
      tally.macs2 += 2 * size(out) * axis(weight, 1) * side ** 2;
      const biases = bias === undefined ? 0 : perElement.bias;
      tally.elementwise += (biases + perElement[activation]) * size(out);
      return out;
    },
    globalPool(x) {
      const [B = 0, C = 0] = x;
      tally.elementwise += perElement.sum * size(x);
      return [B, C, 1, 1];
    },
    scaleChannels(x, gates) {
      expectAxis(gates, 1, axis(x, 1));
      tally.elementwise += perElement.scale * size(x);
      return x;
    },
    concatChannels(x, y) {
      const [B = 0, C = 0, H = 0, W = 0] = x;
      expectAxis(y, 2, H);
      expectAxis(y, 3, W);
      return [B, C + axis(y, 1), H, W];
    },
    flatten([B = 0, C = 0]) {
      return [B, C];
    },
    unfold([B = 0, D = 0, H = 0, W = 0], patch) {
      if (H % patch !== 0 || W % patch !== 0)
        throw new ShapeError(`Patches of ${patch} do not fit into ${H}x${W}.`);
      return [B, H * W, D];
    },
    fold([B = 0, N = 0, D = 0], _patch, height) {
      return [B, D, height, N / height];
    },
  };
}
