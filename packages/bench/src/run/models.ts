import {
  type Arm,
  imageSizeOf,
  inputDims,
  KnownError,
  moeOf,
  type OnnxArtifact,
  type Precision,
  type PreparationReporter,
  type Preparing,
  type Suite,
  UnsupportedError,
} from "@vmoe-bench/contracts";
import type { PlannedModel, Refusal } from "@vmoe-bench/runner";
import { denormalLines, findRunModel, type RunModel } from "@vmoe-bench/models/find";
import type { RunSplit } from "@vmoe-bench/dataset";
import { areTakenInOrder, scoredColumns, UnmappedClassesError } from "@vmoe-bench/models/labels";
import { setUpPart, setUpParts } from "@vmoe-bench/setup";
import { filesInMemory, rewritingRefusal } from "@vmoe-bench/backend/prepared";
import type { Splits } from "./splits.ts";
import { openBackend } from "../backends.ts";

interface NamedModel {
  /** As the suite names it. */
  readonly name: string;
  readonly model: Pick<RunModel, "id" | "shape" | "baseline">;
  readonly data: readonly Arm["data"][];
}

/**
 * The models with what each is compared with: its baseline or, where a plain ONNX file is among them,
 * the first dense model for every dense one that has none.
 */
export function withBaselines(models: readonly NamedModel[]): PlannedModel[] {
  const dense = models.filter(({ model }) => moeOf(model.shape) === undefined);
  const first = dense.some(({ model }) => model.shape.kind === "onnx") ? dense[0] : undefined;
  return models.map(({ name, model, data }) => {
    const hasExperts = moeOf(model.shape) !== undefined;
    const usual = hasExperts || first === undefined || first.name === name ? null : first.name;
    const baseline = nameOf(model.baseline, models) ?? usual;
    const fixedBatch = model.shape.kind === "onnx" ? model.shape.config.batch : null;
    return { id: name, hasExperts, data, fixedBatch, ...(baseline === null ? {} : { baseline }) };
  });
}

/** What the suite calls a model's dense baseline: its id, or the folder of a model of that id. */
function nameOf(baseline: string | null, models: readonly NamedModel[]): string | null {
  if (baseline === null || models.some(({ name }) => name === baseline)) return baseline;
  return models.find(({ model }) => model.id === baseline)?.name ?? baseline;
}

/** @throws `model-data-mismatch` for a model that fits none of the suite's data sets */
export async function planModels(
  suite: Suite,
  { all }: Splits,
  { usable, refused }: UsableModels,
  reporter: PreparationReporter,
): Promise<{ planned: PlannedModel[]; sha256: Record<string, string> }> {
  const named: NamedModel[] = [];
  const sha256: Record<string, string> = {};
  for (const { name, model } of usable) {
    model.normalisation();
    const fitting = all.filter(
      ({ split, models }) => models?.includes(name) ?? fits(model, split.info),
    );
    if (fitting.length === 0) all.forEach(({ split }) => requireFit(model, split.info));
    const assumed = fitting.flatMap(({ split }) => assumedClasses(model, split.info));
    const small = denormalLines(name, await model.denormals());
    for (const line of [...model.inferred, ...assumed, ...small]) reporter.note(line);
    sha256[name] = model.sha256;
    named.push({ name, model, data: fitting.map((one) => one.data) });
  }
  const rewritings = new Map(named.map(({ name, model }) => [name, rewritingsOf(model, suite)]));
  const leftOut = [...rewritings.values()].flatMap((one) => [...one.values()]);
  const asked = named.length * new Set(suite.precisions).size;
  const [first] = leftOut;
  if (leftOut.length === asked && first !== undefined) throw first;
  for (const refusal of [...refused.map((one) => one.refusal), ...leftOut])
    reporter.note(`Left out: ${refusal.message} ${refusal.remedy}`);
  const usual = withBaselines(named).map((model) => {
    const refusedPrecisions = new Map(
      [...(rewritings.get(model.id) ?? [])].map(([precision, one]) => [precision, toldOf(one)]),
    );
    return { ...model, refusedPrecisions };
  });
  const every = [...usual, ...refused.map(refusedModel)];
  for (const line of idleControls(suite.controls, usual)) reporter.note(line);
  const planned = every.toSorted((a, b) => suite.models.indexOf(a.id) - suite.models.indexOf(b.id));
  return { planned, sha256 };
}

/** The suite's number formats that a graph which was made elsewhere can't be had in. */
function rewritingsOf(
  { id, shape }: NamedModel["model"],
  { precisions }: Suite,
): ReadonlyMap<Precision, UnsupportedError> {
  if (shape.kind !== "onnx") return new Map();
  return new Map(
    precisions.flatMap((precision) => {
      const refusal = rewritingRefusal(id, precision);
      return refusal === undefined ? [] : [[precision, refusal] as const];
    }),
  );
}

/** A line for each control that none of the models has. */
export function idleControls(
  controls: Suite["controls"],
  models: readonly Pick<PlannedModel, "hasExperts">[],
): string[] {
  const sparse = models.filter(({ hasExperts }) => hasExperts).length;
  return [
    ...(controls.includes("frozen-router") && sparse === 0
      ? ["Left out: --control frozen-router, since a dense model has no router."]
      : []),
    ...(controls.includes("same-again") && sparse === models.length
      ? ["Left out: --control same-again, since it is of dense models, and there is none."]
      : []),
  ];
}

/** So that its arms have records that say why. */
function refusedModel({ name, refusal }: RefusedModel): PlannedModel {
  return { id: name, hasExperts: false, data: [null], refusal: toldOf(refusal) };
}

function toldOf({ message: reason, remedy }: UnsupportedError): Refusal {
  return { reason, remedy };
}

/** What must fit a data set. */
type Fitted = Pick<RunModel, "id" | "shape" | "classes" | "dataset">;

/** A model that was made for other images than the suite's. */
function modelDataMismatchError(
  { id, shape, dataset }: Fitted,
  info: RunSplit["info"],
): KnownError {
  const { channels, height, width } = imageSizeOf(shape);
  const wants = `${channels}x${height}x${width} images of ${shape.config.classes} classes`;
  const has = `${info.channels}x${info.height}x${info.width} images of ${info.classes.length} classes`;
  return new KnownError(
    "model-data-mismatch",
    `Model "${id}" takes ${wants}; ${info.name} has ${has}.`,
    `Choose a data set that fits${dataset === null ? "" : `, such as ${dataset}`}, or another model.`,
  );
}

/**
 * @throws `model-data-mismatch`
 */
export function requireFit(model: Fitted, info: RunSplit["info"]): void {
  if (!takesImages(model, info)) throw modelDataMismatchError(model, info);
  try {
    scoredColumns(info.classes, model.classes);
  } catch (error) {
    // Where not even one class is known, the data is simply another one.
    if (error instanceof UnmappedClassesError && !sharesClass(model, info))
      throw modelDataMismatchError(model, info);
    throw error;
  }
}

/** What is assumed of a model whose classes say nothing of a data set's, as a line; none otherwise. */
export function assumedClasses(
  { id, classes }: Pick<Fitted, "id" | "classes">,
  info: Pick<RunSplit["info"], "name" | "classes">,
): string[] {
  return areTakenInOrder(info.classes, classes)
    ? [`${id}: its ${classes.length} classes are taken for those of ${info.name}, in their order`]
    : [];
}

/** Whether a model takes a data set's images, and knows its classes. */
export function fits(model: Fitted, info: RunSplit["info"]): boolean {
  try {
    requireFit(model, info);
    return true;
  } catch (error) {
    if (error instanceof KnownError) return false;
    throw error;
  }
}

function takesImages({ shape }: Fitted, info: RunSplit["info"]): boolean {
  const { channels, height, width } = imageSizeOf(shape);
  return channels === info.channels && height === info.height && width === info.width;
}

function sharesClass({ classes }: Fitted, info: RunSplit["info"]): boolean {
  return info.classes.some((name) => {
    try {
      return scoredColumns([name], classes) !== undefined;
    } catch {
      return false;
    }
  });
}

/** Its arms are unsupported, and end no other. */
interface RefusedModel {
  readonly name: string;
  readonly refusal: UnsupportedError;
}

export interface UsableModels {
  readonly usable: readonly { readonly name: string; readonly model: RunModel }[];
  readonly refused: readonly RefusedModel[];
}

/**
 * A suite's models by what can be run. A file that is broken or of another kind is refused; a name that
 * leads nowhere ends the run before it starts. One that is named twice counts once. ONNX Runtime is got
 * to try a graph that was made elsewhere in, whatever backend it is measured on.
 * @param takes image files, or a data set as it is
 * @throws what is wrong with what was asked; the first refusal where all are refused
 */
export async function usableModels(
  names: readonly string[],
  takes: "image files" | "data set",
  preparing: Preparing,
): Promise<UsableModels> {
  const usable: { name: string; model: RunModel }[] = [];
  const refused: RefusedModel[] = [];
  for (const name of new Set(names))
    try {
      const model = await findRunModel(name);
      await model.artifact();
      if (model.shape.kind === "onnx") await setUpParts(["onnxruntime-node"], setUpPart, preparing);
      await requireRuns(model);
      if (takes === "image files") model.recipe();
      usable.push({ name, model });
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      refused.push({ name, refusal: error });
    }
  const [first] = refused;
  if (usable.length === 0 && first !== undefined) throw first.refusal;
  return { usable, refused };
}

/**
 * Runs a graph that was made elsewhere on blank images, once for a file: with the batch that it says it
 * has, or with one image and with two. Nothing is tried where ONNX Runtime is not here. What is no fault
 * of the graph's, as a lack of memory, its blocks say.
 * @throws UnsupportedError for what ONNX Runtime says of it
 */
export function requireRuns(model: RunModel): Promise<void> {
  const key = `${model.id}\n${model.sha256}`;
  const known = tried.get(key) ?? tryModel(model);
  tried.set(key, known);
  return known;
}

const tried = new Map<string, Promise<void>>();

async function tryModel(model: RunModel): Promise<void> {
  if (model.shape.kind !== "onnx") return;
  const artifact = await model.artifact();
  if (artifact.kind !== "onnx") return;
  await tryGraph(artifact).catch((error: unknown) => {
    if (error instanceof KnownError) throw error;
  });
}

async function tryGraph(artifact: OnnxArtifact): Promise<void> {
  const backend = await openBackend("ort-node/cpu");
  if (!(await backend.probe()).available) return;
  const own = artifact.config.batch;
  for (const batch of own === null ? [1, 2] : [own]) {
    const prepare = { strategy: "dense", precision: "float32", batch } as const;
    const files = filesInMemory(await backend.prepare(artifact, prepare));
    const loaded = await backend.load(files, { threads: 1, expertCap: null });
    const dims = inputDims(artifact, batch);
    const data = new Float32Array(dims.reduce((a, b) => a * b, 1));
    try {
      await loaded.run({ dims, data });
    } finally {
      await loaded.close();
    }
  }
}
