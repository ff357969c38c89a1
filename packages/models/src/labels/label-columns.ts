import { KnownError, nearest } from "@vmoe-bench/contracts";
import { imageNet1k } from "./imagenet-1k.ts";

/** Classes of a data set that a model does not know, or knows more than once. */
export class UnmappedClassesError extends KnownError {
  constructor(problem: string) {
    super(
      "unmapped-classes",
      `The data's classes do not fit the model's: ${problem}.`,
      "Give both the same names (of an image folder the folders, of a model the names in its json), or WordNet ids.",
    );
  }
}

/**
 * [K of the data]: which of the model's outputs each of the data's classes is. Both may call a class
 * by its name, or, where it is one of ImageNet-1k's, by its WordNet id or one of WordNet's lemmas; case,
 * spaces and underscores do not matter. What names no class of the model exactly once is an error.
 * @param dataClasses in label order
 * @param modelClasses in the order of the logits
 * @throws UnmappedClassesError naming the first class that does not fit, with the nearest names
 */
export function labelColumns(
  dataClasses: readonly string[],
  modelClasses: readonly string[],
): number[] {
  const used = new Map<number, string>();
  const candidates = candidatesOf(dataClasses, modelClasses);
  return dataClasses.map((name, label) => {
    const columns = candidates[label] ?? [];
    const [column, ...more] = columns;
    if (column === undefined) throw new UnmappedClassesError(unknown(name, modelClasses));
    if (more.length > 0)
      throw new UnmappedClassesError(`"${name}" is ${columns.length} classes of the model`);
    const other = used.get(column);
    if (other !== undefined)
      throw new UnmappedClassesError(
        `"${other}" and "${name}" are the same class of the model, "${modelClasses[column]}"`,
      );
    used.set(column, name);
    return column;
  });
}

/**
 * {@link labelColumns} where data and model differ; undefined where each output is the data's class of
 * the same number, also where they {@link areTakenInOrder}.
 * @throws UnmappedClassesError where some classes can't be found
 */
export function scoredColumns(
  dataClasses: readonly string[],
  modelClasses: readonly string[],
): readonly number[] | undefined {
  if (areTakenInOrder(dataClasses, modelClasses)) return undefined;
  const columns = labelColumns(dataClasses, modelClasses);
  const same = columns.length === modelClasses.length && columns.every((c, i) => c === i);
  return same ? undefined : columns;
}

/**
 * Whether a model's classes are taken to be the data's in the same order: they are as many, and the
 * model only numbers them or has no name of the data's. One common name shows that names mean something.
 */
export function areTakenInOrder(
  dataClasses: readonly string[],
  modelClasses: readonly string[],
): boolean {
  if (dataClasses.length !== modelClasses.length) return false;
  const candidates = candidatesOf(dataClasses, modelClasses);
  if (candidates.every(({ length }) => length === 0)) return true;
  return modelClasses.every(isNumber) && candidates.some(({ length }) => length !== 1);
}

/** "7", "class 7" and "LABEL_7". */
function isNumber(name: string): boolean {
  return /^((class|label) )?\d+$/.test(key(name));
}

/** [K of the data]: the model's outputs that each of the data's classes may be. */
function candidatesOf(
  dataClasses: readonly string[],
  modelClasses: readonly string[],
): (readonly number[])[] {
  const byName = columnsBy(modelClasses.map(key));
  const byId = columnsBy(idsOf(modelClasses));
  const dataIds = idsOf(dataClasses);
  return dataClasses.map((name, label) => {
    const named = byName.get(key(name)) ?? [];
    return named.length === 1 ? named : (byId.get(dataIds[label] ?? "") ?? named);
  });
}

function unknown(name: string, modelClasses: readonly string[]): string {
  const near = nearest(name, modelClasses).map((other) => `"${other}"`);
  const guess = near.length === 0 ? "" : `; the nearest that it has are ${near.join(", ")}`;
  return `the model has no class "${name}"${guess}`;
}

/**
 * The WordNet id of each class that is one of ImageNet-1k's. Two pairs of them have the same lemmas
 * ("crane"): where all 1,000 are there in their order, the order tells.
 */
function idsOf(classes: readonly string[]): (string | undefined)[] {
  const candidates = classes.map((name) => synsetsOf(key(name)));
  const all = imageNet1k();
  const inOrder =
    classes.length === all.length &&
    all.every(({ wordNetId }, i) => candidates[i]?.has(wordNetId) === true);
  if (inOrder) return all.map(({ wordNetId }) => wordNetId);
  return candidates.map((ids) => (ids.size === 1 ? [...ids][0] : undefined));
}

function synsetsOf(name: string): ReadonlySet<string> {
  synsets ??= aliases();
  return synsets.get(name) ?? synsets.get(name.split(",")[0] ?? "") ?? new Set();
}

let synsets: ReadonlyMap<string, ReadonlySet<string>> | undefined;

/** WordNet ids by id, by name, by any lemma, and by all lemmas as one text. */
function aliases(): Map<string, ReadonlySet<string>> {
  const byLemma = new Map<string, Set<string>>();
  const usual = new Map<string, Set<string>>();
  const add = (to: typeof byLemma, name: string, id: string) =>
    to.set(key(name), (to.get(key(name)) ?? new Set()).add(id));
  for (const { wordNetId: id, lemmas, name } of imageNet1k()) {
    for (const lemma of lemmas) add(byLemma, lemma, id);
    for (const one of [lemmas[0] ?? "", lemmas.join(", "), name, id]) add(usual, one, id);
  }
  // The usual name of one class may be a rarer name of a second one.
  return new Map([...byLemma, ...usual]);
}

function columnsBy(names: readonly (string | undefined)[]): Map<string, number[]> {
  const columns = new Map<string, number[]>();
  for (const [column, name] of names.entries())
    if (name !== undefined) columns.set(name, [...(columns.get(name) ?? []), column]);
  return columns;
}

function key(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, " ");
}
