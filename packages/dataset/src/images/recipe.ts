import { z } from "zod";

/** How an image becomes a model's input bytes: what timm's evaluation does before it normalises. */
export const imageRecipeSchema = z.strictObject({
  /** C: 3 for RGB, 1 for grey. */
  channels: z.union([z.literal(1), z.literal(3)]),
  /** Side of the square that the model takes, in pixels. */
  size: z.int().positive().max(4_096),
  /** The shortest side is resized to floor(size / cropPct) before the centre is cut out. */
  cropPct: z.number().positive().max(1),
  interpolation: z.enum(["bilinear", "bicubic"]),
});
export type ImageRecipe = z.output<typeof imageRecipeSchema>;

/** "224px", "28px-grey-crop0.875": tells recipes apart in the names of data sets. */
export function recipeName({ size, channels, cropPct, interpolation }: ImageRecipe): string {
  return [
    `${size}px`,
    ...(channels === 1 ? ["grey"] : []),
    ...(cropPct === 1 ? [] : [`crop${cropPct}`]),
    ...(interpolation === "bicubic" ? [] : [interpolation]),
  ].join("-");
}
