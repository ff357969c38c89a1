import type {
  Backend,
  DefinedArtifact,
  ImageBatch,
  LoadedModel,
  LoadOptions,
  ModelFiles,
  Prediction,
  PrepareOptions,
  Proof,
} from "@vmoe-bench/contracts";
import { expertLayer } from "@vmoe-bench/model";
import { RouterOutputError } from "../experts/choice.ts";
import { filesInMemory } from "../prepared/checked-files.ts";

/**
 * With NaN in every expert that an image does not choose, its output stays finite and equal bit for
 * bit, unless the strategy computes all experts. An image that chooses every expert in every layer
 * leaves none to poison, and is left out. The control: with NaN in every expert, no image's output may
 * stay as it was.
 */
export async function poisonProof(subject: Subject, images: readonly ImageBatch[]): Promise<Proof> {
  const { model, prepare } = subject;
  const { moe } = model.config;
  if (moe === undefined)
    return { method: "none", reason: "A dense model has no experts to poison." };
  const clean = await predictions(subject, model, images);
  const control = await predictions(subject, poisoned(model, noneChosen(clean)), images);
  if (clean.some((prediction, image) => isSame(prediction, control[image])))
    return {
      method: "none",
      reason: "The output stays the same with NaN in every expert: it does not come from them.",
    };
  const groups = poisonable(clean, moe.experts);
  const count = groups.reduce((sum, { members }) => sum + members.length, 0);
  if (count === 0)
    return {
      method: "none",
      reason: "Each image chooses every expert, so there is none to poison.",
    };
  let untouched = 0;
  for (const { chosen, members } of groups) {
    const after = await predictions(
      subject,
      poisoned(model, chosen),
      members.flatMap((image) => images[image] ?? []),
    );
    members.forEach((image, i) => {
      if (isSame(clean[image], after[i])) untouched += 1;
    });
  }
  const expected = prepare.strategy === "all-experts" ? "poisoned" : "untouched";
  const holds = untouched === (expected === "untouched" ? count : 0);
  return { method: "poison", untouched, images: count, expected, holds };
}

/** Images that choose the same experts. */
interface SameChoice {
  readonly chosen: ChosenInLayer;
  readonly members: number[];
}

/** All images but those that choose every expert in every layer. */
function poisonable(clean: readonly (Prediction | undefined)[], experts: number): SameChoice[] {
  const groups = new Map<string, SameChoice>();
  clean.forEach((prediction, image) => {
    const chosen = chosenIn(prediction);
    if (chosen.length > 0 && chosen.every(({ size }) => size === experts)) return;
    const key = JSON.stringify(chosen.map((own) => [...own].toSorted((a, b) => a - b)));
    const group = groups.get(key) ?? { chosen, members: [] };
    group.members.push(image);
    groups.set(key, group);
  });
  return [...groups.values()];
}

async function predictions(
  subject: Subject,
  model: Subject["model"],
  images: readonly ImageBatch[],
): Promise<(Prediction | undefined)[]> {
  const loaded = await subject.backend.load(await filesOf(subject, model), subject.load);
  try {
    const said: (Prediction | undefined)[] = [];
    for (const image of images) said.push(await predictionOf(loaded, image));
    return said;
  } finally {
    await loaded.close();
  }
}

/** Undefined where the poison reached a router of a later layer, which then can't choose. */
async function predictionOf(
  loaded: LoadedModel,
  image: ImageBatch,
): Promise<Prediction | undefined> {
  try {
    const { logits, routings } = await loaded.run(image);
    return { logits: Float32Array.from(logits), routings };
  } catch (error) {
    if (error instanceof RouterOutputError) return undefined;
    throw error;
  }
}

/** The experts of each router's choices; one router chooses for all layers of an image. */
function chosenIn(prediction: Prediction | undefined): ChosenInLayer {
  return (prediction?.routings ?? []).map(({ experts }) => new Set(experts));
}

function noneChosen([first]: readonly (Prediction | undefined)[]): ChosenInLayer {
  return (first?.routings ?? []).map(() => new Set<number>());
}

function isSame(before: Prediction | undefined, after: Prediction | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  return before.logits.every(
    (logit, i) => Number.isFinite(logit) && Object.is(logit, after.logits[i]),
  );
}

/** The chosen experts of each router; one set for all layers where one router chooses for them. */
type ChosenInLayer = readonly ReadonlySet<number>[];

/** The model with NaN in every weight of the experts that were not chosen. */
export function poisoned(model: DefinedArtifact, chosen: ChosenInLayer): DefinedArtifact {
  const { config } = model;
  const { moe } = config;
  if (moe === undefined) return model;
  const weights = [...model.weights].map(([name, tensor]) => {
    const layer = expertLayer(name, config);
    if (layer === undefined) return [name, tensor] as const;
    const kept = chosen[moe.routing === "image" ? 0 : layer];
    const data = Float32Array.from(tensor.data);
    const size = data.length / moe.experts;
    for (let e = 0; e < moe.experts; e += 1)
      if (kept?.has(e) !== true) data.fill(Number.NaN, e * size, (e + 1) * size);
    return [name, { ...tensor, data }] as const;
  });
  return { ...model, weights: new Map(weights) };
}

/** What is to be proven about. */
export interface Subject {
  readonly backend: Backend;
  readonly model: DefinedArtifact;
  /** With a batch of 1. */
  readonly prepare: PrepareOptions;
  readonly load: LoadOptions;
}

/** A model's files, as a run would find them in a folder. */
export async function filesOf(
  { backend, prepare }: Subject,
  model: DefinedArtifact,
): Promise<ModelFiles> {
  return filesInMemory(await backend.prepare(model, prepare));
}
