import {
  type Backend,
  type ChosenExperts,
  ClosedModelError,
  type DefinedArtifact,
  type ImageBatch,
  type LoadedModel,
  type Precision,
  type Prediction,
  type Strategy,
  UnsupportedError,
  WrongShapeError,
} from "@vmoe-bench/contracts";
import { runReference } from "@vmoe-bench/model";
import { filesInMemory } from "../prepared/checked-files.ts";
import { proveExecution } from "../proof/prove-execution.ts";
import { conformanceImages, conformanceModels, strategiesOf } from "./models.ts";

/** One thing that every backend must do; `run` rejects when it does not. Fits any test runner, or a page. */
export interface ConformanceCase {
  readonly name: string;
  run(): Promise<void>;
}

export interface Expectations {
  /** How far off logits may be, relative to the largest: 1e-4 on a CPU. */
  readonly tolerance: number;
  readonly threads: number;
  /** What the backend claims to run; every other strategy must be refused. */
  readonly supports: (strategy: Strategy, model: DefinedArtifact, batch: number) => boolean;
}

interface Asked {
  readonly strategy: Strategy;
  readonly batch: number;
  readonly threads: number;
  readonly precision?: Precision;
}

/** Prepares and loads, as a run does it with a folder between. */
async function load(backend: Backend, model: DefinedArtifact, asked: Asked): Promise<LoadedModel> {
  const { strategy, batch, threads, precision = "float32" } = asked;
  const prepared = await backend.prepare(model, { strategy, batch, precision });
  return backend.load(filesInMemory(prepared), { threads, expertCap: null });
}

/** The whole suite for a backend. */
export function conformanceCases(
  open: () => Backend | Promise<Backend>,
  { tolerance, threads, supports }: Expectations,
): ConformanceCase[] {
  const models = conformanceModels();
  const wayOf = (model: DefinedArtifact): Strategy | undefined =>
    strategiesOf(model).find((one) => [1, 2].every((batch) => supports(one, model, batch)));
  const anyOf = (model: DefinedArtifact): Strategy => {
    const strategy = wayOf(model);
    if (strategy === undefined) throw new DisagreementError(`It runs ${model.id} in no way.`);
    return strategy;
  };
  const agreements = models.flatMap((model) =>
    strategiesOf(model).flatMap((strategy) =>
      [1, 7].map((batch) => {
        const asked = { strategy, batch, threads };
        const what = `${model.id}, ${strategy}, batch ${batch}`;
        return supports(strategy, model, batch)
          ? {
              name: `agrees with the reference: ${what}`,
              run: async () => agrees(await open(), model, asked, tolerance),
            }
          : {
              name: `says that it is unsupported: ${what}`,
              run: async () => refuses(await open(), model, asked),
            };
      }),
    ),
  );
  const proofs = models.flatMap((model) =>
    strategiesOf(model)
      .filter((strategy) => supports(strategy, model, 1))
      .map((strategy) => ({
        name: `shows which experts ran: ${model.id}, ${strategy}`,
        run: async () => proves(await open(), model, strategy, threads),
      })),
  );
  const sparse = models.filter(({ config }) => config.moe !== undefined);
  const ofTwo = sparse.filter(({ config }) => config.moe?.k === 2);
  const [run = sparse[0]] = [...ofTwo, ...sparse].filter((model) => wayOf(model) !== undefined);
  const refusals = [models[0], run]
    .filter((model) => model !== undefined)
    .flatMap((model) => [
      {
        name: `refuses a strategy that does not fit: ${model.id}`,
        run: async () => refusesStrategy(await open(), model, threads),
      },
      {
        name: `refuses images of another shape: ${model.id}`,
        run: async () => refusesShapes(await open(), model, { strategy: anyOf(model), threads }),
      },
      {
        name: `closes once and for all: ${model.id}`,
        run: async () => closes(await open(), model, { strategy: anyOf(model), threads }),
      },
    ]);
  return [...agreements, ...proofs, ...refusals];
}

async function agrees(
  backend: Backend,
  model: DefinedArtifact,
  options: Asked,
  tolerance: number,
): Promise<void> {
  const images = conformanceImages(options.batch, model.config);
  const loaded = await load(backend, model, options);
  try {
    const { strategy, threads } = loaded.placement;
    if (strategy !== options.strategy || threads !== options.threads)
      throw new DisagreementError(`It ran ${strategy} on ${threads} threads, not what was asked.`);
    const expected = runReference(model, images);
    requireAgreement(await loaded.run(images), expected, tolerance);
    requireAgreement(await loaded.run(images), expected, tolerance);
  } finally {
    await loaded.close();
  }
}

/** On images that go to different experts. A proof that can't be made here is not missed; one that fails is. */
async function proves(
  backend: Backend,
  model: DefinedArtifact,
  strategy: Strategy,
  threads: number,
): Promise<void> {
  const prepare = { strategy, precision: "float32", batch: 1 } as const;
  const load = { threads, expertCap: null };
  const images = imagesOf(conformanceImages(3, model.config));
  const proofs = await proveExecution({ backend, model, prepare, load }, images);
  const failed = proofs.find((proof) => proof.method !== "none" && !proof.holds);
  if (failed !== undefined)
    throw new DisagreementError(`A proof does not hold: ${JSON.stringify(failed)}.`);
  const made = proofs.some(({ method }) => method !== "none");
  if (!made && model.config.moe !== undefined)
    throw new DisagreementError(`No proof was made: ${JSON.stringify(proofs)}.`);
}

/** Each image of a batch by itself. */
function imagesOf({ dims: [B, C, H, W], data }: ImageBatch): ImageBatch[] {
  const size = C * H * W;
  return Array.from({ length: B }, (_, i) => ({
    dims: [1, C, H, W],
    data: data.slice(i * size, (i + 1) * size),
  }));
}

async function refusesStrategy(backend: Backend, model: DefinedArtifact, threads: number) {
  const wrong: Strategy = model.config.moe === undefined ? "gather" : "dense";
  await refuses(backend, model, { strategy: wrong, batch: 1, threads });
}

async function refuses(backend: Backend, model: DefinedArtifact, asked: Asked): Promise<void> {
  await rejects(UnsupportedError, async () => {
    const loaded = await load(backend, model, asked);
    await loaded.close();
  });
}

async function refusesShapes(
  backend: Backend,
  model: DefinedArtifact,
  asked: Pick<Asked, "strategy" | "threads">,
): Promise<void> {
  const loaded = await load(backend, model, { ...asked, batch: 2 });
  try {
    const { dims, data } = conformanceImages(2, model.config);
    const [B, C, H, W] = dims;
    await rejects(WrongShapeError, () => loaded.run(conformanceImages(3, model.config)));
    await rejects(WrongShapeError, () => loaded.run({ dims: [B, C, W * 2, H / 2], data }));
    await rejects(WrongShapeError, () => loaded.run({ dims, data: data.subarray(1) }));
  } finally {
    await loaded.close();
  }
}

async function closes(
  backend: Backend,
  model: DefinedArtifact,
  asked: Pick<Asked, "strategy" | "threads">,
): Promise<void> {
  const loaded = await load(backend, model, { ...asked, batch: 1 });
  await loaded.close();
  await loaded.close();
  await rejects(ClosedModelError, () => loaded.run(conformanceImages(1, model.config)));
}

async function rejects(
  expected: abstract new (...args: never[]) => Error,
  attempt: () => Promise<unknown>,
): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof expected) return;
    throw error;
  }
  throw new DisagreementError(`It did what it should have refused with ${expected.name}.`);
}

/** A backend's answer is not the reference interpreter's. */
class DisagreementError extends Error {}

/**
 * Compares a prediction with the reference's.
 * @param tolerance of logits, relative to the largest logit, and of gates
 * @throws DisagreementError with the first difference
 */
function requireAgreement(actual: Prediction, expected: Prediction, tolerance: number): void {
  const largest = expected.logits.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  requireClose("logit", actual.logits, expected.logits, tolerance * largest);
  if (actual.routings.length !== expected.routings.length)
    throw new DisagreementError(
      `${actual.routings.length} routers chose, expected ${expected.routings.length}.`,
    );
  actual.routings.forEach((routing, i) => {
    const truth = expected.routings[i];
    if (truth !== undefined) requireSameChoice(routing, truth, tolerance);
  });
}

function requireSameChoice(actual: ChosenExperts, expected: ChosenExperts, tolerance: number) {
  const [got, wanted] = [actual.experts.join(" "), expected.experts.join(" ")];
  if (got !== wanted) throw new DisagreementError(`It chose experts ${got}, expected ${wanted}.`);
  requireClose("gate", actual.gates, expected.gates, tolerance);
}

function requireClose(what: string, actual: Float32Array, expected: Float32Array, limit: number) {
  if (actual.length !== expected.length)
    throw new DisagreementError(`${actual.length} ${what}s, expected ${expected.length}.`);
  expected.forEach((value, i) => {
    const got = actual[i] ?? Number.NaN;
    if (!(Math.abs(got - value) <= limit))
      throw new DisagreementError(`${what} ${i} is ${got}, expected ${value} within ${limit}.`);
  });
}
