import {
  type ChosenExperts,
  KnownError,
  type MoeConfig,
  type Strategy,
  UnsupportedError,
} from "@vmoe-bench/contracts";

/**
 * The most probable expert of each image; ties go to the lower index.
 * @param logits [B,E]
 * @param gate `softmax`: the chosen probability; `normalized`: over the chosen ones, so 1
 * @returns [B,1]
 * @throws RouterOutputError for a logit that is not finite
 */
export function bestExpert(
  logits: Float32Array,
  batch: number,
  gate: "softmax" | "normalized",
): ChosenExperts {
  const count = logits.length / batch;
  const experts = new Int32Array(batch);
  const gates = new Float32Array(batch);
  for (let image = 0; image < batch; image += 1) {
    const start = image * count;
    let best = start;
    for (let i = start; i < start + count; i += 1) {
      const logit = logits[i] ?? Number.NaN;
      if (!Number.isFinite(logit)) throw new RouterOutputError(image, logit);
      if (logit > (logits[best] ?? logit)) best = i;
    }
    experts[image] = best - start;
    gates[image] = gate === "softmax" ? probability(logits, best, start, count) : 1;
  }
  return { experts, gates };
}

/** Softmax of the largest of the logits from `start` on. */
function probability(logits: Float32Array, best: number, start: number, count: number): number {
  const largest = logits[best] ?? 0;
  let sum = 0;
  for (let i = start; i < start + count; i += 1) sum += Math.exp((logits[i] ?? 0) - largest);
  return 1 / sum;
}

/** The images of a batch that chose one expert. */
export interface ExpertGroup {
  readonly expert: number;
  /** Positions in the batch, ascending. */
  readonly images: readonly number[];
}

/**
 * A batch's images by expert, in the order in which experts first appear.
 * @param experts [B,1]
 */
export function groupByExpert(experts: Int32Array): ExpertGroup[] {
  const groups = new Map<number, number[]>();
  experts.forEach((expert, image) => {
    const known = groups.get(expert);
    if (known === undefined) groups.set(expert, [image]);
    else known.push(image);
  });
  return [...groups].map(([expert, images]) => ({ expert, images }));
}

/**
 * The images at these positions, side by side. Images that lie together already are not copied: the
 * result is a view of `data`.
 * @param data [B,size]
 * @param images positions in the batch, ascending
 * @returns [images,size]
 */
export function gatherRows(
  data: Float32Array,
  size: number,
  images: readonly number[],
): Float32Array {
  const [first = 0] = images;
  const last = images.at(-1) ?? first;
  if (last - first === images.length - 1) return data.subarray(first * size, (last + 1) * size);
  const gathered = new Float32Array(images.length * size);
  images.forEach((image, i) => {
    gathered.set(data.subarray(image * size, (image + 1) * size), i * size);
  });
  return gathered;
}

/** A router gave something that no expert can be chosen by. */
export class RouterOutputError extends KnownError {
  constructor(image: number, value: number | undefined) {
    super(
      "router-output",
      `The router gave ${String(value)} for image ${image} of the batch, so no expert can be chosen.`,
      "Check the model's weights and the images for values that are not finite.",
    );
  }
}

/** Fewer experts may be held than one image needs. */
export function expertCapError(cap: number, needed: number): KnownError {
  return new KnownError(
    "expert-cap",
    `At most ${cap} experts may be held, but an image needs ${needed}.`,
    `Allow at least ${needed}, or set no limit.`,
  );
}

/**
 * @param cap experts held at once; null for no limit
 * @param k experts that an image needs
 * @throws `expert-cap`
 */
export function requireExpertCap(cap: number | null, k: number): void {
  if (cap !== null && cap < k) throw expertCapError(cap, k);
}

/**
 * The gates as they are.
 * @param gates [B·k]; the gate of a chosen expert is NaN where the router's logits are
 * @throws RouterOutputError with the image
 */
export function requireFiniteGates(gates: Float32Array, batch: number): Float32Array {
  const bad = gates.findIndex((gate) => !Number.isFinite(gate));
  if (bad >= 0) throw new RouterOutputError(Math.floor((bad * batch) / gates.length), gates[bad]);
  return gates;
}

/** @throws UnsupportedError for a dense model with a strategy for experts, and the other way round */
export function requireExpertsFor(
  strategy: Strategy,
  id: string,
  moe: MoeConfig | undefined,
): void {
  if (moe === undefined && strategy !== "dense")
    throw new UnsupportedError(
      `The model "${id}" has no experts for the strategy "${strategy}".`,
      `Run it as "dense".`,
    );
  if (moe !== undefined && strategy === "dense")
    throw new UnsupportedError(
      `The model "${id}" has experts, which the strategy "dense" does not run.`,
      `Run it with one of the strategies for experts.`,
    );
}
