import { prefixTokens, type Tensor, type ViTConfig, type WeightMap } from "@vmoe-bench/contracts";
import { weightShapes } from "@vmoe-bench/model";
import type { NamedTensors } from "./named-tensors.ts";
import type { TensorShape } from "./shape-of.ts";

/**
 * A checkpoint's tensors as the weights of our model of the config:
 * Hugging Face's q, k and v become one map; LayerScale goes into the map before it; a bias that was left
 * out is 0; position embeddings are resampled for the config's image size.
 * @throws `broken-checkpoint` for what is missing, has the wrong shape, holds NaN or is left over
 */
export function weightsOf(tensors: NamedTensors, shape: TensorShape, config: ViTConfig): WeightMap {
  const weights = new Map<string, Tensor>();
  for (const [name, dims] of weightShapes(config))
    weights.set(name, weightOf(name, dims, tensors, shape, config));
  for (const name of tensors.names) if (/^(vit\.|deit\.)?pooler\./.test(name)) tensors.ignore(name);
  tensors.requireAllUsed();
  return weights;
}

function weightOf(
  name: string,
  dims: readonly number[],
  tensors: NamedTensors,
  shape: TensorShape,
  config: ViTConfig,
): Tensor {
  if (name === "pos_embed") return positionsOf(tensors, shape, config);
  if (/\.attn\.qkv\./.test(name)) return qkvOf(name, dims, tensors);
  const scale = /^(blocks\.\d+)\.(attn\.proj|mlp\.fc2)\./.exec(name);
  const [, layer, map] = scale ?? [];
  const gamma = layer && `${layer}.${map === "attn.proj" ? "ls1" : "ls2"}.gamma`;
  if (gamma !== undefined && tensors.has(gamma))
    return scaledRows(
      tensors.takeShaped(name, dims),
      tensors.takeShaped(gamma, dims.slice(0, 1)).data,
    );
  return tensors.takeShaped(normName(name, tensors), dims);
}

/** The last norm is called by where timm has it; of the class token alone both are the same. */
function normName(name: string, tensors: NamedTensors): string {
  const [, part] = /^norm\.(.*)$/.exec(name) ?? [];
  const other = `fc_norm.${part}`;
  return part !== undefined && !tensors.has(name) && tensors.has(other) ? other : name;
}

function qkvOf(name: string, dims: readonly number[], tensors: NamedTensors): Tensor {
  const isBias = name.endsWith(".bias");
  const parts = ["q", "k", "v"].map((part) => name.replace(".qkv.", `.${part}.`));
  const separate = parts.some((part) => tensors.has(part));
  const absent = !tensors.has(name) && !parts.some((part) => tensors.has(part));
  const hasWeight = [name, ...parts].some((one) => tensors.has(one.replace(/bias$/, "weight")));
  if (isBias && absent && hasWeight)
    return { dims, data: new Float32Array(dims.reduce((a, b) => a * b, 1)) };
  if (!separate && tensors.naming === "timm") return tensors.takeShaped(name, dims);
  const [rows = 0, ...rest] = dims;
  const data = new Float32Array(dims.reduce((a, b) => a * b, 1));
  for (const [i, part] of parts.entries())
    data.set(tensors.takeShaped(part, [rows / 3, ...rest]).data, (i * data.length) / 3);
  return { dims, data };
}

/** LayerScale: γ · (W x + b) = (γ W) x + γ b. */
function scaledRows({ dims, data }: Tensor, gamma: Float32Array): Tensor {
  const row = data.length / gamma.length;
  return { dims, data: data.map((value, i) => value * (gamma[Math.floor(i / row)] ?? 0)) };
}

function positionsOf(tensors: NamedTensors, shape: TensorShape, config: ViTConfig): Tensor {
  const prefix = prefixTokens(config);
  const rows = shape.grid ** 2 + (shape.positionsOfPrefix ? prefix : 0);
  const stored = tensors.takeShaped("pos_embed", [1, rows, config.width]);
  const whole = shape.positionsOfPrefix ? stored : withRowsBefore(stored, prefix);
  return resamplePositions(whole, prefix, config.imageSize / config.patch);
}

/** timm's no_embed_class: the tokens before the patches have no position, which is one of 0. */
function withRowsBefore({ dims, data }: Tensor, count: number): Tensor {
  const [, tokens = 0, D = 0] = dims;
  const whole = new Float32Array(data.length + count * D);
  whole.set(data, count * D);
  return { dims: [1, tokens + count, D], data: whole };
}

/**
 * Position embeddings [1,prefix+old²,D] for another grid: [1,prefix+side²,D]. Bicubic, widened where the
 * grid shrinks, as timm's `resample_abs_pos_embed` (torch's antialiased interpolation, a = −0.5). The
 * first `prefix` rows stay as they are.
 */
function resamplePositions(positions: Tensor, prefix: number, side: number): Tensor {
  const [, tokens = 0, D = 0] = positions.dims;
  const old = Math.sqrt(tokens - prefix);
  if (old === side) return positions;
  const taps = Array.from({ length: side }, (_, i) => tapsOf(i, old, side));
  const data = new Float32Array((prefix + side * side) * D);
  data.set(positions.data.subarray(0, prefix * D));
  // Along each row first, then along the columns, in double precision.
  const rows = new Float64Array(old * side * D);
  const patches = positions.data.subarray(prefix * D);
  for (let y = 0; y < old; y += 1)
    for (let x = 0; x < side; x += 1)
      for (const { from, weight } of taps[x] ?? [])
        for (let d = 0; d < D; d += 1)
          rows[(y * side + x) * D + d] =
            (rows[(y * side + x) * D + d] ?? 0) + weight * (patches[(y * old + from) * D + d] ?? 0);
  const sum = new Float64Array(D);
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) {
      sum.fill(0);
      for (const { from, weight } of taps[y] ?? [])
        for (let d = 0; d < D; d += 1)
          sum[d] = (sum[d] ?? 0) + weight * (rows[(from * side + x) * D + d] ?? 0);
      data.set(sum, (prefix + y * side + x) * D);
    }
  return { dims: [1, prefix + side * side, D], data };
}

interface Tap {
  readonly from: number;
  readonly weight: number;
}

/** What a new position is made of; the weights sum to 1. */
function tapsOf(position: number, old: number, side: number): Tap[] {
  const scale = old / side;
  const stretch = Math.max(1, scale);
  const centre = scale * (position + 0.5);
  const first = Math.max(0, Math.trunc(centre - 2 * stretch + 0.5));
  const end = Math.min(old, Math.trunc(centre + 2 * stretch + 0.5));
  const weights = Array.from({ length: end - first }, (_, i) =>
    cubic((first + i - centre + 0.5) / stretch),
  );
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight, i) => ({ from: first + i, weight: weight / total }));
}

/** Keys' kernel with a = −0.5. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
  return 0;
}
