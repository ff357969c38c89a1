import type { ConvOps } from "../conv-ops.ts";
import type { Linear, Mlp } from "../ops.ts";
import { costOfConvolutions } from "./cost-of-convolutions.ts";
import { perElement } from "./per-element.ts";
import { axis, expectAxis, size, type Shape } from "./shape.ts";
import type { Tally } from "./tally.ts";

/**
 * Checks shapes and counts work.
 * @param expertsRun experts that are computed for each token: E for every one, k for the chosen
 */
export function costOps(tally: Tally, expertsRun: number): ConvOps<Shape> {
  const linear = (x: Shape, { weight, bias }: Linear<Shape>): Shape => {
    const [outputs, inputs] = [axis(weight, -2), axis(weight, -1)];
    expectAxis(x, -1, inputs);
    expectAxis(bias, -1, outputs);
    const out = [...x.slice(0, -1), outputs];
    tally.macs2 += 2 * size(out) * inputs;
    tally.elementwise += perElement.bias * size(out);
    return out;
  };
  const mlp = (x: Shape, { fc1, fc2, activation }: Mlp<Shape>): Shape => {
    const hidden = linear(x, fc1);
    tally.elementwise += perElement[activation] * size(hidden);
    return linear(hidden, fc2);
  };

  return {
    ...costOfConvolutions(tally),
    linear,
    mlp,
    patchEmbed([B = 0, C = 0, H = 0, W = 0], { weight, bias }, P) {
      const D = axis(weight, 0);
      expectAxis(weight, 1, C);
      const patches = [B, (H / P) * (W / P), C * P * P];
      return linear(patches, { weight: [D, C * P * P], bias });
    },
    add(x, y) {
      for (const index of x.keys()) if (index > 0) expectAxis(y, index, axis(x, index));
      tally.elementwise += perElement.residual * size(x);
      return x;
    },
    prependToken(token, [B = 0, N = 0, D = 0]) {
      expectAxis(token, -1, D);
      return [B, N + 1, D];
    },
    layerNorm(x, scale, bias) {
      expectAxis(scale, 0, axis(x, -1));
      expectAxis(bias, 0, axis(x, -1));
      tally.elementwise += perElement.layerNorm * size(x);
      return x;
    },
    attention([B = 0, N = 0, D3 = 0], heads, groups) {
      const D = D3 / 3;
      const pairs = (B * N * N) / groups;
      const scores = heads * pairs;
      tally.macs2 += 2 * 2 * pairs * D;
      tally.elementwise += (perElement.scale + perElement.softmax) * scores;
      return [B, N, D];
    },
    meanTokens([B = 0, N = 0, D = 0], first) {
      tally.elementwise += perElement.sum * B * (N - first) * D;
      return [B, D];
    },
    joinTokens: ([B = 0, N = 0, D = 0], first) => [B, (N - first) * D],
    takeToken: ([B = 0, , D = 0]) => [B, D],
    average(x, y) {
      expectAxis(y, -1, axis(x, -1));
      tally.elementwise += (perElement.sum + perElement.scale) * size(x);
      return x;
    },
    route(logits, k) {
      tally.elementwise += perElement.softmax * size(logits);
      const chosen = [...logits.slice(0, -1), k];
      return { logits, experts: chosen, gates: chosen };
    },
    experts(x, _routing, { fc1, fc2, activation }) {
      for (let e = 0; e < expertsRun; e += 1) mlp(x, { fc1: one(fc1), fc2: one(fc2), activation });
      const sums = expertsRun - 1;
      tally.elementwise += (perElement.scale * expertsRun + perElement.sum * sums) * size(x);
      return x;
    },
  };
}

/** One expert of a stack. */
function one({ weight, bias }: Linear<Shape>): Linear<Shape> {
  return { weight: weight.slice(1), bias: bias.slice(1) };
}
