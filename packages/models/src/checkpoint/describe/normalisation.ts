import type { Normalisation } from "@vmoe-bench/contracts";
import { z } from "zod";
import { unsupportedCheckpointError } from "../errors.ts";

/** A value a channel, or one for all. */
export const channelValues = z.union([z.number(), z.array(z.number()).min(1).max(16)]);
type ChannelValues = z.output<typeof channelValues>;

/**
 * Of what a config says in parts of 1.
 * @throws `unsupported-checkpoint` for values that can only be in bytes
 */
export function normalisationOf(
  mean: ChannelValues,
  std: ChannelValues,
  channels: number,
  source: string,
): Normalisation {
  const found = { mean: perChannel(mean, channels), std: perChannel(std, channels) };
  const large = [...found.mean, ...found.std].find((value) => Math.abs(value) > 1);
  if (large !== undefined)
    throw unsupportedCheckpointError(
      source,
      `its mean or deviation of ${large} is one of bytes from 0 to 255, where parts of 1 are taken`,
      "If so, divide mean and std by 255 in a copy of the file.",
    );
  return found;
}

export function perChannel(values: ChannelValues, channels: number): number[] {
  const all = typeof values === "number" ? [values] : values;
  const [only = 0] = all;
  return all.length === 1 ? Array<number>(channels).fill(only) : [...all];
}
