import { labelColumns, UnmappedClassesError } from "@vmoe-bench/models/labels";
import type { RunModel } from "@vmoe-bench/models/find";
import type { FoundImages } from "@vmoe-bench/dataset/images";
import { checkJson, KnownError } from "@vmoe-bench/contracts";
import { readTextFile } from "@vmoe-bench/files";
import { z } from "zod";

/** What labels are understood by. */
export type LabelledModel = Pick<RunModel, "id" | "classes"> &
  Partial<Pick<RunModel, "background">>;

/**
 * Which of a model's outputs each label of a data set is. Bare numbers, as labels or as names of
 * folders, are the model's own numbers of its classes where they are not its names; a background class
 * has none.
 * @param classes of the data set; null where its labels are numbers
 * @param largest of the labels
 * @throws `classes-question`, `label-numbers`, `unnamed-classes`
 */
export function modelLabels(
  root: string,
  classes: readonly string[] | null,
  largest: number,
  model: LabelledModel,
): readonly number[] {
  if (classes === null)
    return byNumber(
      root,
      Array.from({ length: largest + 1 }, (_, label) => label),
      model,
    );
  try {
    return labelColumns(classes.map(asFolder), model.classes.map(asFolder));
  } catch (error) {
    if (!(error instanceof UnmappedClassesError)) throw error;
    const numbers = bareNumbers(classes);
    if (numbers !== null) return byNumber(root, numbers, model);
    if (areUnnamed(model)) throw unnamedClassesError(root, model.id, classes, model.classes.length);
    throw classesQuestionError(root, model.id, error.message, { cause: error });
  }
}

/** Classes that are called by numbers alone, as those; null where one has a name. */
export function bareNumbers(classes: readonly string[]): readonly number[] | null {
  const numbers = classes.map((name) => (/^\d{1,7}$/.test(name) ? Number(name) : NaN));
  return numbers.some(Number.isNaN) || new Set(numbers).size < numbers.length ? null : numbers;
}

function byNumber(
  root: string,
  numbers: readonly number[],
  { id, classes, background }: LabelledModel,
): number[] {
  const first = background === true ? 1 : 0;
  const largest = Math.max(0, ...numbers);
  const count = classes.length - first;
  if (largest >= count) throw labelNumbersError(root, { id, largest, count });
  return numbers.map((number) => number + first);
}

function areUnnamed({ classes, background }: LabelledModel): boolean {
  const first = background === true ? 1 : 0;
  return classes.slice(first).every((name, i) => name === String(i));
}

/**
 * A folder's name can't have a slash: "T-shirt/top" is the folder "T-shirt_top". An é has two forms, and
 * macOS gives a folder the one that is taken apart.
 */
function asFolder(name: string): string {
  return name.replaceAll("/", "_").normalize("NFC");
}

/**
 * Images whose labels are bare numbers, with this added to each.
 * @throws `label-shift` for labels that have names, or would be below 0
 */
export function withLabelShift(found: FoundImages, shift: number): FoundImages {
  if (shift === 0) return found;
  const { root, classes, images } = found;
  const numbers = classes === null ? images.map(({ label }) => label) : bareNumbers(classes);
  if (numbers === null) throw labelShiftError(root, "they are names, and no numbers");
  const least = numbers.reduce((a, b) => Math.min(a, b), Infinity);
  if (least + shift < 0) throw labelShiftError(root, `${least} would become ${least + shift}`);
  if (classes !== null)
    return { ...found, classes: numbers.map((number) => String(number + shift)) };
  return {
    ...found,
    images: images.map((image) => ({ ...image, label: image.label + shift })),
  };
}

/** A class may be called by its number. */
const className = z.union([z.string().max(1_000), z.int().nonnegative().transform(String)]);
const classMapSchema = z.record(z.string().max(1_000), className);
type ClassMap = z.output<typeof classMapSchema>;

/** A class map for other images. */
function classMapError(path: string, reason: string): KnownError {
  return new KnownError(
    "class-map",
    `The class map ${path} can't be used: ${reason}.`,
    "Look at the path and the names in it.",
  );
}

/** @throws `file-not-readable`, InvalidValueError */
export async function readClassMap(path: string): Promise<ClassMap> {
  return checkJson(classMapSchema, await readTextFile(path), path);
}

/**
 * Images under the names that a map gives their classes; several may become one. Where labels are
 * numbers, the map is from numbers.
 * @throws `class-map` for a class that the images don't have
 */
export function withClassMap(found: FoundImages, map: ClassMap, path: string): FoundImages {
  const numbers = found.images.reduce((most, { label }) => Math.max(most, label), 0) + 1;
  const classes = found.classes ?? Array.from({ length: numbers }, (_, label) => String(label));
  const own = classes.map((name) => name.normalize("NFC"));
  const wanted = new Map(Object.entries(map).map(([name, to]) => [name.normalize("NFC"), to]));
  for (const name of wanted.keys())
    if (!own.includes(name)) throw classMapError(path, `the images have no class "${name}"`);
  const named = own.map((name, i) => wanted.get(name) ?? classes[i] ?? "");
  const distinct = [...new Set(named)];
  const positions = new Map(distinct.map((name, i) => [name, i]));
  const images = found.images.map((image) => ({
    ...image,
    label: positions.get(named[image.label] ?? "") ?? 0,
  }));
  return { ...found, classes: distinct, images };
}

/** A folder's classes that a model does not know: only the user can say which they are. */
function classesQuestionError(
  root: string,
  model: string,
  problem: string,
  options?: ErrorOptions,
): KnownError {
  return new KnownError(
    "classes-question",
    `Which of the classes of "${model}" are those of ${root}? ${problem}`,
    'Say it with --class-map FILE, a JSON object such as {"folder\'s class": "model\'s class"}, or rename the folders.',
    options,
  );
}

/** Labels that are numbers, of which a model has no class of the largest. */
function labelNumbersError(
  root: string,
  { id, largest, count }: { readonly id: string; readonly largest: number; readonly count: number },
): KnownError {
  const oneMore = largest === count;
  return new KnownError(
    "label-numbers",
    `Which of the classes of "${id}" are those of ${root}? Its labels go up to ${largest}, and the model has ${count} classes, of which the first is 0.`,
    oneMore
      ? "If the labels count from 1, say --label-shift -1; else say it with --class-map FILE."
      : 'Say it with --class-map FILE, a JSON object such as {"label": "model\'s class"}, or choose another model.',
  );
}

/** `--label-shift` for labels that are names, or to below 0. */
function labelShiftError(root: string, problem: string): KnownError {
  return new KnownError(
    "label-shift",
    `The labels of ${root} can't be shifted: ${problem}.`,
    "Leave out --label-shift.",
  );
}

/** A folder's classes, for an ONNX file whose classes have only numbers. */
function unnamedClassesError(
  root: string,
  model: string,
  dataClasses: readonly string[],
  count: number,
): KnownError {
  const [first = "cat"] = dataClasses;
  return new KnownError(
    "unnamed-classes",
    `Which of the classes of "${model}" are those of ${root}? Its ${count} classes have numbers and no names.`,
    `Name them in the json beside it, as "classes" in their order, or say it with --class-map FILE, a JSON object such as ${JSON.stringify({ [first]: "0" })}.`,
  );
}
