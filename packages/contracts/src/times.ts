import { z } from "zod";

const exactSchema = z.array(z.number().nonnegative());

/**
 * Times in ms, finite and at least 0. One pass over plain numbers: a record has thousands, and zod's
 * array makes a result of each. It is asked only where something is wrong, for the number and why.
 */
export const timesSchema = z.unknown().transform((value, { issues }): number[] => {
  if (isTimes(value)) return value;
  const { error, data } = exactSchema.safeParse(value);
  for (const { path, message } of error?.issues ?? [])
    issues.push({ code: "custom", path, message, input: value });
  return data ?? z.NEVER;
});

function isTimes(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((ms: unknown) => typeof ms === "number" && ms >= 0 && ms < Infinity)
  );
}
