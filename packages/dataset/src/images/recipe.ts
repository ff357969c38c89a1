import type { ImageRecipe } from "@vmoe-bench/contracts";

/** "224px", "28px-grey-crop0.875": tells recipes apart in the names of data sets. */
function recipeName(recipe: ImageRecipe): string {
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

/** What a data set of image files is called where it is made ready in this way: "photos-32px". */
export function imageSetName(name: string, recipe: ImageRecipe): string {
  return `${plainName(name)}-${recipeName(recipe)}`;
}

/** Lower-case letters, digits, dots and dashes: the name becomes part of addresses and tables. */
export function plainName(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "");
  return plain.slice(0, 40) || "images";
}
