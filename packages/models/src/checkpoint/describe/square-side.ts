import { z } from "zod";

/** A side in pixels, also where it is written for both: `32`, `[32, 32]`. */
export const pixels = z.int().positive().max(65_536);

export const squareSide = z.union([
  pixels,
  z
    .tuple([pixels, pixels])
    .refine(([height, width]) => height === width, "it is not square")
    .transform(([side]) => side),
]);
