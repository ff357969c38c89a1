import { readFileSync } from "node:fs";
import { checkJson, imageRecipeSchema } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { z } from "zod";
import { preprocess } from "./decode.ts";

const at = (file: string) => new URL(`../../testing/references/${file}`, import.meta.url);
const made = z.object({
  image: z.string(),
  cases: z.array(z.object({ processor: z.string(), recipe: imageRecipeSchema, bytes: z.base64() })),
});
const { image, cases } = checkJson(
  made,
  readFileSync(at("processed.json"), "utf8"),
  "processed.json",
);

test.each(cases)("$processor's images have the same bytes", async ({ recipe, bytes }) => {
  const ours = await preprocess(readFileSync(at(image)), recipe);
  expect(Buffer.from(ours)).toEqual(Buffer.from(bytes, "base64"));
  // As torchvision would begin the centre, they are others.
  const { cropStart, ...rounded } = recipe;
  expect(cropStart).toBe("floored");
  const others = await preprocess(readFileSync(at(image)), rounded);
  expect(Buffer.from(others)).not.toEqual(Buffer.from(bytes, "base64"));
});
