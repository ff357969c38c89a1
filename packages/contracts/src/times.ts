import { z } from "zod";

/**
 * Times in ms, finite and at least 0. One pass over plain numbers: a record has thousands, and an
 * array schema of zod takes ten times as long, for a result that it makes of each.
 */
export const timesSchema = z.custom<number[]>(
  (value) => Array.isArray(value) && wrongAt(value) === -1,
  {
    error: ({ input }) =>
      Array.isArray(input)
        ? `expected times of at least 0, and [${wrongAt(input)}] is ${JSON.stringify(input[wrongAt(input)])}`
        : "expected an array of times",
  },
);

function wrongAt(values: readonly unknown[]): number {
  return values.findIndex((ms) => typeof ms !== "number" || !(ms >= 0 && ms < Infinity));
}
