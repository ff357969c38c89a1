import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

/** Rows from `top` up to `bottom`, columns from `left` up to `right`. */
export interface Rectangle {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * Random erasing (Zhong et al., 2020): 2 to 33 % of the image, its sides at most 1 : 3.3.
 * @returns undefined where the draw spares the image, or ten draws did not fit into it
 */
export function drawErased(
  random: RandomGenerator,
  size: number,
  probability: number,
): Rectangle | undefined {
  if (uniformFloat64(random) >= probability) return undefined;
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const area = size * size * (0.02 + 0.31 * uniformFloat64(random));
    const proportion = Math.exp((2 * uniformFloat64(random) - 1) * Math.log(3.3));
    const height = Math.round(Math.sqrt(area * proportion));
    const width = Math.round(Math.sqrt(area / proportion));
    if (height >= size || width >= size) continue;
    const top = uniformInt(random, 0, size - height);
    const left = uniformInt(random, 0, size - width);
    return { top, bottom: top + height, left, right: left + width };
  }
  return undefined;
}
