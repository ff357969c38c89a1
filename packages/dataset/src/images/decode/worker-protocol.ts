import { z } from "zod";
import { imageRecipeSchema } from "@vmoe-bench/contracts";

const id = z.int().nonnegative();

export const requestSchema = z.strictObject({
  id,
  source: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("file"), path: z.string() }),
    z.strictObject({
      kind: z.literal("part"),
      path: z.string(),
      offset: z.int().nonnegative(),
      bytes: z.int().nonnegative(),
    }),
  ]),
  recipe: imageRecipeSchema,
});
export type Request = z.output<typeof requestSchema>;

export const answerSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    id,
    kind: z.literal("pixels"),
    pixels: z.instanceof(Uint8Array<ArrayBuffer>),
  }),
  z.strictObject({ id, kind: z.literal("problem"), problem: z.string() }),
  /** Our own bug, or a lack of memory. */
  z.strictObject({ id, kind: z.literal("failure"), failure: z.string() }),
]);
export type Answer = z.output<typeof answerSchema>;
