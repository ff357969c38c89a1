import { readFileSync } from "node:fs";
import { checkJson, imageRecipeSchema } from "@vmoe-bench/contracts";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { preprocess } from "./decode.ts";

const at = (file: string) => new URL(`../../testing/references/${file}`, import.meta.url);
const { cases } = checkJson(
  z.object({
    cases: z.array(z.object({ file: z.string(), recipe: imageRecipeSchema, offset: z.int() })),
  }),
  readFileSync(at("expected.json"), "utf8"),
  "expected.json",
);
const expected = readFileSync(at("expected.bin"));

/** Mean and largest difference of byte values from what timm made. */
async function difference({ file, recipe, offset }: (typeof cases)[number]) {
  const ours = await preprocess(readFileSync(at(file)), recipe);
  const differences = Array.from(ours, (value, i) =>
    Math.abs(value - (expected[offset + i] ?? NaN)),
  );
  const mean = differences.reduce((a, b) => a + b, 0) / differences.length;
  return { mean, largest: Math.max(...differences) };
}

describe("preprocessing, beside timm's evaluation transform on Pillow images", () => {
  const named = cases.map((one) => {
    const { size, channels, cropPart, interpolation, orientation } = one.recipe;
    return {
      ...one,
      what: `${channels}x${size}x${size} crop ${cropPart} ${interpolation}, ${orientation}`,
    };
  });
  /** AVIF's colours become RGB, and halved ones are enlarged, in ways that no standard fixes. */
  const bounds = new Map([
    ["photo.avif", 0.5],
    ...[2, 3, 4, 5, 6, 7, 8].map((orientation) => [`turned${orientation}.avif`, 0.5] as const),
    ["large-chroma.avif", 1],
    // Hard red edges near their own size: the most that it can be.
    ["chroma.avif", 2],
  ]);

  test.each(named.filter(({ file }) => !bounds.has(file)))(
    "$file as $what has the same bytes",
    async (one) => {
      expect(await difference(one)).toEqual({ mean: 0, largest: 0 });
    },
  );

  test.each(named.filter(({ file }) => bounds.has(file)))(
    "$file as $what is close on average",
    async (one) => {
      expect((await difference(one)).mean).toBeLessThan(bounds.get(one.file) ?? 0);
    },
  );
});
