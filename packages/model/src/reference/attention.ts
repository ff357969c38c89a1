import { dim, ndarray, type NdArray } from "./array.ts";
import { softmax } from "./route.ts";

/** [B,N,3D] → [B,N,D]: softmax(q kᵀ / √(D/A)) v for each head, within each of the groups. */
export function attention(qkv: NdArray, heads: number, groups: number): NdArray {
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
