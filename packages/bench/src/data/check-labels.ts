import type { KnownError, Preparing } from "@vmoe-bench/contracts";
import { gather, normalise, type RunSplit } from "@vmoe-bench/dataset";
import type { FoundImages } from "@vmoe-bench/dataset/images";
import { largestOf, type BetterReading } from "@vmoe-bench/measure";
import { findRunModel, type RunModel } from "@vmoe-bench/models/find";
import { openOnCpu } from "../run/open-reference.ts";
import { otherLabelsError } from "./errors.ts";
import { readingSoFar, readingsOf, spreadOverLabels, type Reading } from "./label-readings.ts";
import { bareNumbers } from "./model-labels.ts";

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
