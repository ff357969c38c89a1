import type { ConvOps, Linear, Mlp, Routing } from "../ops.ts";
import { activate, at, dim, ndarray, type NdArray, part, rows } from "./array.ts";
import { convolutions } from "./convolutions.ts";

/** Plain loops in double precision: slow, exact, the truth in tests. */
export const referenceOps: ConvOps<NdArray> = {
  ...convolutions,
  patchEmbed(images, projection, patch) {
    const patches = cutPatches(images, patch);
    const D = dim(projection.weight, 0);
    const weight = { dims: [D, dim(patches, -1)], data: projection.weight.data };
    return linear(patches, { weight, bias: projection.bias });
  },
  linear,
  add(x, y) {
    const sum = ndarray(x.dims, x.data);
    for (let i = 0; i < sum.data.length; i += 1) sum.data[i] = at(x, i) + at(y, i % y.data.length);
    return sum;
  },
  prependToken(token, x) {
    const [B, N, D] = [dim(x, 0), dim(x, 1), dim(x, 2)];
    const out = ndarray([B, N + 1, D]);
    for (let b = 0; b < B; b += 1) {
      out.data.set(token.data, b * (N + 1) * D);
      out.data.set(part(x, b).data, (b * (N + 1) + 1) * D);
    }
    return out;
  },
  layerNorm(x, scale, bias, epsilon) {
    const out = ndarray(x.dims);
    const { count, width } = rows(x);
    for (let r = 0; r < count; r += 1) {
      const row = x.data.subarray(r * width, (r + 1) * width);
      const mean = row.reduce((a, b) => a + b, 0) / width;
      const variance = row.reduce((a, b) => a + (b - mean) ** 2, 0) / width;
      const factor = 1 / Math.sqrt(variance + epsilon);
      row.forEach((value, i) => {
        out.data[r * width + i] = (value - mean) * factor * at(scale, i) + at(bias, i);
      });
    }
    return out;
  },
  attention,
  mlp,
  meanTokens(x, first) {
    const [B, N, D] = [dim(x, 0), dim(x, 1), dim(x, 2)];
    const out = ndarray([B, D]);
    for (let b = 0; b < B; b += 1)
      for (let n = first; n < N; n += 1)
        for (let d = 0; d < D; d += 1)
          out.data[b * D + d] = at(out, b * D + d) + at(x, (b * N + n) * D + d) / (N - first);
    return out;
  },
  joinTokens(x, first) {
    const [B, N, D] = [dim(x, 0), dim(x, 1), dim(x, 2)];
    const out = ndarray([B, (N - first) * D]);
    for (let b = 0; b < B; b += 1)
      out.data.set(part(x, b).data.subarray(first * D), b * (N - first) * D);
    return out;
  },
  takeToken(x, index) {
    const [B, D] = [dim(x, 0), dim(x, 2)];
    const out = ndarray([B, D]);
    for (let b = 0; b < B; b += 1)
      out.data.set(part(x, b).data.subarray(index * D, (index + 1) * D), b * D);
    return out;
  },
  average: (x, y) =>
    ndarray(
      x.dims,
      x.data.map((value, i) => (value + at(y, i)) / 2),
    ),
  route,
  experts(x, routing, stack) {
    const [B, N, D] = [dim(x, 0), dim(x, 1), dim(x, 2)];
    const perToken = routing.experts.dims.length === 3;
    const out = ndarray(x.dims);
    for (let b = 0; b < B; b += 1) {
      if (!perToken) addExperts(out, x, b * N, N, D, routing, b, stack);
      else
        for (let n = 0; n < N; n += 1)
          addExperts(out, x, b * N + n, 1, D, routing, b * N + n, stack);
    }
    return out;
  },
};

/** out[rows] = Σ gate · expert(x[rows]) for `count` token rows that share one choice. */
function addExperts(
  out: NdArray,
  x: NdArray,
  firstRow: number,
  count: number,
  D: number,
  routing: Routing<NdArray>,
  choice: number,
  stack: Mlp<NdArray>,
): void {
  const from = firstRow * D;
  const tokens = { dims: [count, D], data: x.data.subarray(from, from + count * D) };
  const k = dim(routing.experts, -1);
  for (let j = 0; j < k; j += 1) {
    const expert = at(routing.experts, choice * k + j);
    const gate = at(routing.gates, choice * k + j);
    const y = mlp(tokens, expertOf(stack, expert));
    for (let i = 0; i < y.data.length; i += 1)
      out.data[from + i] = at(out, from + i) + gate * at(y, i);
  }
}

function expertOf({ fc1, fc2, activation }: Mlp<NdArray>, e: number): Mlp<NdArray> {
  const one = (map: Linear<NdArray>) => ({ weight: part(map.weight, e), bias: part(map.bias, e) });
  return { fc1: one(fc1), fc2: one(fc2), activation };
}

function mlp(x: NdArray, { fc1, fc2, activation }: Mlp<NdArray>): NdArray {
  const hidden = linear(x, fc1);
  return linear(ndarray(hidden.dims, hidden.data.map(activate[activation])), fc2);
}

function linear(x: NdArray, { weight, bias }: Linear<NdArray>): NdArray {
  const { count, width } = rows(x);
  const outputs = dim(weight, 0);
  if (dim(weight, 1) !== width)
    throw new RangeError(`A map of ${dim(weight, 1)} inputs got rows of ${width}.`);
  const out = ndarray([...x.dims.slice(0, -1), outputs]);
  for (let r = 0; r < count; r += 1) {
    const row = x.data.subarray(r * width, (r + 1) * width);
    for (let o = 0; o < outputs; o += 1) {
      const w = weight.data.subarray(o * width, (o + 1) * width);
      let sum = at(bias, o);
      for (let i = 0; i < width; i += 1) sum += (row[i] ?? 0) * (w[i] ?? 0);
      out.data[r * outputs + o] = sum;
    }
  }
  return out;
}

/** [B,C,H,W] → [B,N,C·P·P], patches row by row, each in the order of the weight [D,C,P,P]. */
function cutPatches(images: NdArray, P: number): NdArray {
  const [B, C, H, W] = [dim(images, 0), dim(images, 1), dim(images, 2), dim(images, 3)];
  const across = W / P;
  const out = ndarray([B, (H / P) * across, C * P * P]);
  let position = 0;
  for (let b = 0; b < B; b += 1)
    for (let n = 0; n < (H / P) * across; n += 1)
      for (let c = 0; c < C; c += 1)
        for (let p = 0; p < P * P; p += 1) {
          const y = Math.floor(n / across) * P + Math.floor(p / P);
          const x = (n % across) * P + (p % P);
          out.data[position] = at(images, ((b * C + c) * H + y) * W + x);
          position += 1;
        }
  return out;
}

/** [B,N,3D] → [B,N,D]: softmax(q kᵀ / √(D/A)) v for each head, within each of the groups. */
function attention(qkv: NdArray, heads: number, groups: number): NdArray {
  const [B, N, D3] = [dim(qkv, 0) * groups, dim(qkv, 1) / groups, dim(qkv, 2)];
  const apart = ofOneGroup({ dims: [B, N, D3], data: qkv.data }, heads);
  return { dims: [dim(qkv, 0), dim(qkv, 1), D3 / 3], data: apart.data };
}

function ofOneGroup(qkv: NdArray, heads: number): NdArray {
  const [B, N, D] = [dim(qkv, 0), dim(qkv, 1), dim(qkv, 2) / 3];
  const size = D / heads;
  const out = ndarray([B, N, D]);
  const vector = (b: number, n: number, which: number, head: number) => {
    const from = ((b * N + n) * 3 + which) * D + head * size;
    return qkv.data.subarray(from, from + size);
  };
  for (let b = 0; b < B; b += 1)
    for (let head = 0; head < heads; head += 1)
      for (let n = 0; n < N; n += 1) {
        const query = vector(b, n, 0, head);
        const scores = Array.from({ length: N }, (_, m) => dot(query, vector(b, m, 1, head)));
        const weights = softmax(scores.map((score) => score / Math.sqrt(size)));
        const target = out.data.subarray((b * N + n) * D + head * size);
        weights.forEach((weight, m) => {
          vector(b, m, 2, head).forEach((value, i) => {
            target[i] = (target[i] ?? 0) + weight * value;
          });
        });
      }
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

function softmax(scores: readonly number[]): number[] {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

/** […,E] → the k most probable experts and their gates; ties go to the lower index. */
function route(logits: NdArray, k: number, gate: "softmax" | "normalized"): Routing<NdArray> {
  const { count, width } = rows(logits);
  const dims = [...logits.dims.slice(0, -1), k];
  const experts = ndarray(dims);
  const gates = ndarray(dims);
  for (let r = 0; r < count; r += 1) {
    const probabilities = softmax([...logits.data.subarray(r * width, (r + 1) * width)]);
    const best = probabilities
      .map((probability, expert) => ({ probability, expert }))
      .toSorted((a, b) => b.probability - a.probability || a.expert - b.expert)
      .slice(0, k);
    const chosen = best.reduce((sum, { probability }) => sum + probability, 0);
    best.forEach(({ probability, expert }, j) => {
      experts.data[r * k + j] = expert;
      gates.data[r * k + j] = gate === "softmax" ? probability : probability / chosen;
    });
  }
  return { logits, experts, gates };
}
