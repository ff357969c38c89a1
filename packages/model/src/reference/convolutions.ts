import type { Convolution, ConvolutionOptions, ConvOps, Ops } from "../ops.ts";
import { activate, at, dim, ndarray, type NdArray, part } from "./array.ts";

/** Feature maps as plain arrays [B,C,H,W]. */
export const convolutions: Omit<ConvOps<NdArray>, keyof Ops<NdArray>> = {
  features: (images) => images,
  conv2d,
  globalPool(x) {
    const [B, C] = [dim(x, 0), dim(x, 1)];
    const plane = dim(x, 2) * dim(x, 3);
    const out = ndarray([B, C, 1, 1]);
    x.data.forEach((value, i) => {
      const channel = Math.floor(i / plane);
      out.data[channel] = at(out, channel) + value / plane;
    });
    return out;
  },
  scaleChannels(x, gates) {
    const plane = dim(x, 2) * dim(x, 3);
    return ndarray(
      x.dims,
      x.data.map((value, i) => value * at(gates, Math.floor(i / plane))),
    );
  },
  concatChannels(x, y) {
    const [B, H, W] = [dim(x, 0), dim(x, 2), dim(x, 3)];
    const channels = dim(x, 1) + dim(y, 1);
    const out = ndarray([B, channels, H, W]);
    for (let b = 0; b < B; b += 1) {
      out.data.set(part(x, b).data, b * channels * H * W);
      out.data.set(part(y, b).data, (b * channels + dim(x, 1)) * H * W);
    }
    return out;
  },
  flatten: (x) => ndarray([dim(x, 0), dim(x, 1)], x.data),
  unfold(x, patch) {
    const [B, D, H, W] = [dim(x, 0), dim(x, 1), dim(x, 2), dim(x, 3)];
    const out = ndarray([B, H * W, D]);
    eachToken(B, D, H, W, patch, (pixel, token) => {
      out.data[token] = at(x, pixel);
    });
    return out;
  },
  fold(tokens, patch, H) {
    const [B, N, D] = [dim(tokens, 0), dim(tokens, 1), dim(tokens, 2)];
    const out = ndarray([B, D, H, N / H]);
    eachToken(B, D, H, N / H, patch, (pixel, token) => {
      out.data[pixel] = at(tokens, token);
    });
    return out;
  },
};

function conv2d(
  x: NdArray,
  { weight, bias }: Convolution<NdArray>,
  { stride, depthwise, activation }: ConvolutionOptions,
): NdArray {
  const [B, C, H, W] = [dim(x, 0), dim(x, 1), dim(x, 2), dim(x, 3)];
  const [O, I, side] = [dim(weight, 0), dim(weight, 1), dim(weight, 2)];
  const [rows, columns] = [Math.ceil(H / stride), Math.ceil(W / stride)];
  const edge = (side - 1) / 2;
  const out = ndarray([B, O, rows, columns]);
  /** The kernel of output o at a place of image b. */
  const product = (b: number, o: number, top: number, left: number): number => {
    let sum = bias === undefined ? 0 : at(bias, o);
    const [firstRow, lastRow] = [Math.max(0, -top), Math.min(side, H - top)];
    const [firstColumn, lastColumn] = [Math.max(0, -left), Math.min(side, W - left)];
    for (let i = 0; i < I; i += 1)
      for (let r = firstRow; r < lastRow; r += 1) {
        const pixels = ((b * C + (depthwise ? o : i)) * H + top + r) * W + left;
        const kernel = ((o * I + i) * side + r) * side;
        for (let c = firstColumn; c < lastColumn; c += 1)
          sum += (x.data[pixels + c] ?? Number.NaN) * (weight.data[kernel + c] ?? Number.NaN);
      }
    return sum;
  };
  const act = activate[activation];
  let position = 0;
  for (let b = 0; b < B; b += 1)
    for (let o = 0; o < O; o += 1)
      for (let r = 0; r < rows; r += 1)
        for (let c = 0; c < columns; c += 1) {
          out.data[position] = act(product(b, o, r * stride - edge, c * stride - edge));
          position += 1;
        }
  return out;
}

/** Positions of each value as a pixel of [B,D,H,W] and in tokens [B,P²·N,D]. */
function eachToken(
  B: number,
  D: number,
  H: number,
  W: number,
  P: number,
  visit: (pixel: number, token: number) => void,
): void {
  const patches = (H * W) / P ** 2;
  for (let b = 0; b < B; b += 1)
    for (let d = 0; d < D; d += 1)
      for (let y = 0; y < H; y += 1)
        for (let x = 0; x < W; x += 1) {
          const place = (y % P) * P + (x % P);
          const patch = Math.floor(y / P) * (W / P) + Math.floor(x / P);
          visit(((b * D + d) * H + y) * W + x, ((b * P ** 2 + place) * patches + patch) * D + d);
        }
}
