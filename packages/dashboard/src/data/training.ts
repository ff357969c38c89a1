import { digits } from "./digits.ts";
import type { Training, TrainingInput } from "./training-schema.ts";

/** Trainings by recipe, dense ones first; the seeds of a recipe are one row. */
export function trainingsOf(records: readonly TrainingInput[]): Training[] {
  const recipes = new Map<string, [TrainingInput, ...TrainingInput[]]>();
  for (const record of records.toSorted((a, b) => a.seed - b.seed)) {
    const key = JSON.stringify([record.name, record.dataset.name, record.epochs]);
    const known = recipes.get(key);
    if (known === undefined) recipes.set(key, [record]);
    else known.push(record);
  }
  return [...recipes.values()]
    .map((seeds) => trainingOf(seeds, records))
    .toSorted(
      (a, b) =>
        Number(a.twin !== null) - Number(b.twin !== null) || a.name.localeCompare(b.name, "en"),
    );
}

function trainingOf(
  seeds: readonly [TrainingInput, ...TrainingInput[]],
  all: readonly TrainingInput[],
): Training {
  const [first] = seeds;
  const { moe } = first.config;
  const { kind, from } = first.routing;
  return {
    name: first.name,
    dataset: first.dataset.name,
    routing: from === undefined ? kind : `${kind} from ${from}`,
    experts: moe === undefined ? "" : `E ${moe.experts}, M ${moe.layers}, k ${moe.k}`,
    twin: first.twin,
    epochs: first.epochs,
    seeds: seeds.map(({ seed }) => seed),
    heldOut: mean(seeds.map(({ heldOut }) => heldOut.top1)) ?? 0,
    test: mean(seeds.flatMap(({ test }) => (test === null ? [] : [test.top1]))),
    router: mean(seeds.flatMap(({ heldOut: { routerAccuracy: part } }) => part ?? [])),
    gains: seeds.flatMap((record) => gainOf(record, all)),
    paper: paperGain(first),
    seconds: mean(seeds.map(({ seconds }) => seconds)) ?? 0,
    curves: seeds.map(({ seed, curve: { trainAccuracy, heldOutAccuracy } }) => ({
      seed,
      trainAccuracy,
      heldOutAccuracy,
    })),
  };
}

/** Over the twin that had the same seed, data and epochs; none where there is no such one. */
function gainOf(record: TrainingInput, all: readonly TrainingInput[]): number[] {
  const twin = all.find(
    ({ name, seed, epochs, dataset }) =>
      name === record.twin &&
      seed === record.seed &&
      epochs === record.epochs &&
      dataset.name === record.dataset.name,
  );
  return twin === undefined ? [] : [digits((record.heldOut.top1 - twin.heldOut.top1) * 100)];
}

/** arXiv 2309.04354: by size with super-classes, else its comparison of routings. */
function paperGain({ routing, config }: TrainingInput): number | null {
  if (routing.kind === "end-to-end") return config.moe?.routing === "token" ? 3.15 : 1.87;
  if (routing.kind !== "super-classes" || routing.from !== "confusions") return null;
  if (config.depth === 6 && config.width === 64) return 4.66;
  return config.depth === 12 && config.width === 192 ? 3.39 : 2.72;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : digits(values.reduce((a, b) => a + b, 0) / values.length);
}
