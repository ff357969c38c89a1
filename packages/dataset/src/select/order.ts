import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { KnownError } from "@vmoe-bench/contracts";

/**
 * 0 to count − 1 in an order that the seed decides. Of a seed, the low 32 bits count.
 */
export function shuffled(count: number, seed: number): Int32Array {
  return startShuffled(count, count, seed);
}

/**
 * Distinct positions of images, chosen by the seed: the first `wanted` of {@link shuffled}.
 * @throws `image-count` unless 1 ≤ wanted ≤ available
 */
export function sampleIndexes(available: number, wanted: number, seed: number): number[] {
  requireCount(wanted, available);
  return [...startShuffled(available, wanted, seed)];
}

/**
 * The first positions: 0 to wanted − 1.
 * @param wanted all when absent
 * @throws `image-count` unless 1 ≤ wanted ≤ available
 */
export function firstIndexes(available: number, wanted: number = available): number[] {
  requireCount(wanted, available);
  return Array.from({ length: wanted }, (_, i) => i);
}

function requireCount(wanted: number, available: number): void {
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > available)
    throw imageCountError(wanted, available);
}

/** The first `length` places of a Fisher-Yates shuffle of 0 to count − 1. */
function startShuffled(count: number, length: number, seed: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const random = xoroshiro128plus(seed);
  for (let i = 0; i < length; i++) {
    const j = uniformInt(random, i, count - 1);
    const chosen = order[j] ?? 0;
    order[j] = order[i] ?? 0;
    order[i] = chosen;
  }
  return order.slice(0, length);
}

/** A number of images that can't be taken. */
function imageCountError(wanted: number, available: number): KnownError {
  return new KnownError(
    "image-count",
    `${wanted} images were asked for, of ${available}.`,
    `Ask for a whole number of images from 1 to ${available}.`,
  );
}
