import { reshape, transpose, type Tensor } from "@tensorflow/tfjs-core";
import { dims4 } from "./dims.ts";

/** [B,C,H,W] → [B,N,C·P·P]: the patches row by row, each in the layout of a [D,C,P,P] weight. */
export function cutPatches(images: Tensor, patch: number): Tensor {
  const [B, C, H, W] = dims4(images);
  const [rows, columns] = [H / patch, W / patch];
  const cut = transpose(reshape(images, [B, C, rows, patch, columns, patch]), [0, 2, 4, 1, 3, 5]);
  return reshape(cut, [B, rows * columns, C * patch * patch]);
}
