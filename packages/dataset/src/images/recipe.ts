import type { ImageRecipe } from "@vmoe-bench/contracts";

/** "224px", "28px-grey-crop0.875": tells recipes apart in the names of data sets. */
export function recipeName(recipe: ImageRecipe): string {
  const { size, channels, cropPart, interpolation, resize, cropStart, orientation } = recipe;
  return [
    `${size}px`,
    ...(channels === 1 ? ["grey"] : []),
    ...(cropPart === 1 ? [] : [`crop${Number(cropPart.toFixed(4))}`]),
    ...(interpolation === "bicubic" ? [] : [interpolation]),
    ...(resize === "shortest-side" ? [] : [resize]),
    ...(orientation === "stored" ? [] : ["turned"]),
    ...(cropStart === undefined ? [] : [cropStart]),
  ].join("-");
}
