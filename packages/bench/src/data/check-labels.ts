import { KnownError, type Preparing } from "@vmoe-bench/contracts";
import { gather, normalise, type RunSplit } from "@vmoe-bench/dataset";
import type { FoundImages } from "@vmoe-bench/dataset/images";
import {
  betterReading,
  type BetterReading,
  type LabelReading,
  largestOf,
  shiftedByOne,
} from "@vmoe-bench/measure";
import { findRunModel, type RunModel } from "@vmoe-bench/models/find";
import { openOnCpu } from "../run/references.ts";
import { bareNumbers } from "./labels.ts";

/**
 * Where labels are bare numbers, says how they are taken, and asks what they mean if a model's
 * predictions on some of the images clearly fit them better when they are one higher or lower, or sorted
 * as text. Nothing is shifted.
 * @param split the images under the model's classes
 * @param names of the models, as the suite has them
 * @throws `other-labels`
 */
export async function checkLabels(
  found: FoundImages,
  split: RunSplit,
  names: readonly string[],
  preparing: Preparing,
): Promise<void> {
  const numbers = found.classes === null ? null : bareNumbers(found.classes);
  if (found.classes !== null && numbers === null) return;
  for (const name of names) {
    const model = await findRunModel(name);
    const named = found.classes?.every((one) => model.classes.includes(one)) ?? false;
    if (!named)
      preparing.reporter.note(
        `${model.id}: the labels of ${found.root} are numbers, and are taken for those of its classes, from 0`,
      );
    const better = await betterOf(model, split, numbers, preparing);
    if (better !== undefined) throw question(model, found.root, better);
  }
}

async function betterOf(
  model: RunModel,
  split: RunSplit,
  numbers: readonly number[] | null,
  { signal, reporter }: Preparing,
): Promise<BetterReading<Reading> | undefined> {
  const chosen = spreadOverLabels(split.labels);
  const labels = chosen.map((position) => split.labels[position] ?? 0);
  const readings = readingsOf(labels, numbers, model.background ? 1 : 0);
  const normalisation = model.normalisation();
  // A model that can't be run here fails in its own block, which says why.
  const opened = await openOnCpu(await model.artifact()).catch(() => null);
  if (opened === null) {
    reporter.note(
      `${model.id}: whether its labels are one off was not looked at, since ONNX Runtime can't run it here`,
    );
    return undefined;
  }
  try {
    const predicted: number[] = [];
    for (const position of chosen) {
      signal.throwIfAborted();
      const input = normalise(gather(split.images, [position]), normalisation);
      predicted.push(largestOf(await opened.logitsOf(input)));
      const reading = readingSoFar(labels, predicted, readings);
      if (reading === "as-labelled") return undefined;
      if (reading !== undefined && predicted.length % step === 0) return reading;
    }
    const reading = readingSoFar(labels, predicted, readings);
    return reading === "as-labelled" ? undefined : reading;
  } finally {
    await opened.close();
  }
}

/** Images between two looks at another reading, since each look is one more chance to be wrong. */
const step = 16;

function question(
  { id, classes, background, describedBy }: RunModel,
  root: string,
  { name, hits, hitsAsLabelled, images }: BetterReading<Reading>,
): KnownError {
  const looked = `Of ${images} images of ${root}, "${id}" has ${hitsAsLabelled} right as they are labelled, and ${hits}`;
  const keep = "--label-shift 0 keeps the labels as they are.";
  const inJson = (field: string) => (describedBy === null ? "" : `${field} in ${describedBy}`);
  switch (name) {
    case 1: {
      const field = background ? "" : inJson('set "background": true');
      return otherLabelsError(
        `${looked} were each label one higher. Is the first of its ${classes.length} outputs a background class?`,
        field === ""
          ? `If the labels are one too low, say --label-shift 1; ${keep}`
          : `If it is, ${field}; if the labels are one too low, say --label-shift 1; ${keep}`,
      );
    }
    case -1: {
      const field = background ? inJson('set "background": false') : "";
      return otherLabelsError(
        `${looked} were each label one lower. Do the labels count from 1?`,
        `If they do, say --label-shift -1; ${field === "" ? "" : `if the model has no background class, ${field}; `}${keep}`,
      );
    }
    case "as-text": {
      const field = inJson('as "classes"');
      return otherLabelsError(
        `${looked} were the classes in the order of text: 0, 1, 10, 11, and so on to 2. Was it trained on folders in that order?`,
        `If it was, name its classes in the order of its outputs${field === "" ? "" : `, ${field}`}, or say it with --class-map FILE; ${keep}`,
      );
    }
  }
}

/** Labels that a model's predictions fit better when they are meant in another way. */
function otherLabelsError(message: string, remedy: string): KnownError {
  return new KnownError("other-labels", message, remedy);
}

/** One higher, one lower, or as the numbers stand when they are sorted as text. */
type Reading = 1 | -1 | "as-text";

/**
 * The most images that are looked at. A model that is right on one in ten has then 13 hits, and eight
 * are enough.
 */
const mostImages = 128;

/** Positions of up to so many images, one of each label in turn, so that no label has most. */
export function spreadOverLabels(labels: ArrayLike<number>, most = mostImages): number[] {
  const waiting = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? 0;
    const known = waiting.get(label);
    if (known === undefined) waiting.set(label, [i]);
    else if (known.length < most) known.push(i);
  }
  const chosen: number[] = [];
  for (let turn = 0; chosen.length < most; turn++) {
    const next = [...waiting.values()].flatMap((positions) => positions[turn] ?? []);
    if (next.length === 0) break;
    chosen.push(...next.slice(0, most - chosen.length));
  }
  return chosen;
}

/**
 * What labels of bare numbers may have meant instead.
 * @param labels as outputs of the model
 * @param numbers of all classes of the data, where they are folders or columns called by numbers:
 *   a model that was trained on folders sorted as text has them in that order
 * @param first output that the number 0 is
 */
export function readingsOf(
  labels: readonly number[],
  numbers: readonly number[] | null,
  first: number,
): LabelReading<Reading>[] {
  const shifted = shiftedByOne(labels);
  const asText = (numbers ?? []).map(String).toSorted();
  const moved = labels.map((label) => first + asText.indexOf(String(label - first)));
  // Of 1 to 9 it is what one lower is: two readings that are one can't win over each other.
  const known = [labels, ...shifted.map((reading) => reading.labels)].map(String);
  const differs = numbers !== null && !known.includes(String(moved));
  return differs ? [...shifted, { name: "as-text", labels: moved }] : shifted;
}

/** As `betterReading`; "as-labelled" once more images are right so than any other reading could explain. */
export function readingSoFar(
  labels: readonly number[],
  predicted: readonly number[],
  readings: readonly LabelReading<Reading>[],
): BetterReading<Reading> | "as-labelled" | undefined {
  const hits = (own: readonly number[]) => predicted.filter((label, i) => label === own[i]).length;
  const others = Math.max(...readings.map((reading) => hits(reading.labels)));
  if (hits(labels) >= others + enough) return "as-labelled";
  const upTo = (own: readonly number[]) => own.slice(0, predicted.length);
  return betterReading(
    upTo(labels),
    predicted,
    readings.map(({ name, labels: own }) => ({ name, labels: upTo(own) })),
  );
}

/** As many as it takes for another reading. */
const enough = 8;
