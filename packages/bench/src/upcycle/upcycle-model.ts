import { join } from "node:path";
import { loadTfjsNode, usePlainProducts } from "@vmoe-bench/backends-node/tfjs";
import {
  isViT,
  UnsupportedError,
  type DefinedArtifact,
  type ModelCard,
  type Preparing,
  type ViTConfig,
} from "@vmoe-bench/contracts";
import { scoredColumns } from "@vmoe-bench/models/labels";
import { modularityRemark } from "@vmoe-bench/report";
import {
  cardTraining,
  upcycle,
  upcycledResults,
  upcyclingRecipe,
  withHeadColumns,
  type TrainingReporter,
  type TrainSplit,
} from "@vmoe-bench/train";
import { writeModel, type StoredModel } from "@vmoe-bench/models/zoo";
import { assumedClasses } from "../run/fit.ts";
import { findModel } from "@vmoe-bench/models/find";
import { harnessCommit } from "@vmoe-bench/train/jobs";
import { upcycledRecords, writeResult } from "@vmoe-bench/runner";
import { notDenseError } from "./errors.ts";
import { requireOtherFolder } from "./require-other-folder.ts";
import { openUpcyclingData, type UpcyclingDataRequest } from "./upcycling-data.ts";

export interface UpcycleRequest extends UpcyclingDataRequest {
  readonly experts: number;
  readonly layers: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly lambda: number;
  readonly heldOut: number;
  readonly seed: number;
  readonly threads: number;
  readonly resume: boolean;
  /** Gets the dense model's folder, the V-MoE's, and `runs` with checkpoints. */
  readonly out: string;
}

export interface Upcycled {
  /** Folders of models. */
  readonly dense: string;
  readonly sparse: string;
  readonly superClasses: readonly (readonly string[])[];
  /** Of the super-classes in the graph of the confusions; and why they mean little, where they do. */
  readonly modularity: number | null;
  readonly remark: string | null;
  /** Small record of the V-MoE; its dense twin's lies beside it. */
  readonly record: string;
  /** On the test split. */
  readonly top1: number | null;
  readonly routerAccuracy: number | null;
}

type DenseViT = Pick<DefinedArtifact<ViTConfig>, "config" | "weights">;

/** A V-MoE from a dense model, and that dense model for the same classes, as two model folders. */
export async function upcycleModel(
  request: UpcycleRequest,
  reporter: TrainingReporter,
  preparing: Preparing,
): Promise<Upcycled> {
  const stored = await findModel(request.model);
  const { signal } = preparing;
  const vit = denseViT(stored);
  const folder = join(request.out, stored.card.id);
  await requireOtherFolder(folder, request.model);
  const data = await openUpcyclingData(stored.card, request, preparing);
  const { info } = data.train;
  for (const line of assumedClasses(stored.card, info)) preparing.reporter.note(line);
  const dense = forClasses(stored, vit, info);
  const { card, config, weights } = dense;
  const name = `${card.id.slice(0, 80)}-e${request.experts}m${request.layers}`;
  const folders = { dense: folder, sparse: join(request.out, name) };
  const given = `${card.id}@${stored.card.weights.sha256.slice(0, 16)}`;
  const recipe = upcyclingRecipe(config, { ...request, name, dense: given, dataset: info.name });
  await loadTfjsNode({ threads: request.threads });
  usePlainProducts();
  const { normalisation } = card;
  const trained = await upcycle(recipe, { config, weights, normalisation }, data, {
    directory: join(request.out, "runs"),
    commit: await harnessCommit(),
    resume: request.resume,
    reporter,
    signal,
  });
  const { record } = trained;
  await writeModel(folders.dense, card, weights);
  await writeModel(
    folders.sparse,
    {
      ...card,
      id: name,
      description: `V-MoE with ${request.experts} experts in its last ${request.layers} layers, upcycled from ${card.id} on ${info.title}.`,
      config: trained.config,
      twin: card.id,
      training: cardTraining(record, card.training.input),
    },
    trained.weights,
  );
  const results = upcycledResults(trained, { id: card.id, weights: stored.card.weights }, info);
  const records = join(request.out, upcycledRecords);
  const fileOf = (id: string) => join(records, `${id}-seed${request.seed}.json`);
  await writeResult(fileOf(card.id), results.dense);
  await writeResult(fileOf(name), results.sparse);
  const modularity = record.superClasses?.modularity ?? null;
  return {
    ...folders,
    superClasses: record.superClasses?.members ?? [],
    modularity,
    remark: (modularity === null ? undefined : modularityRemark(modularity)) ?? null,
    record: fileOf(name),
    top1: record.test?.top1 ?? null,
    routerAccuracy: record.test?.routerAccuracy ?? null,
  };
}

/**
 * @throws `not-dense`, UnsupportedError
 */
function denseViT({ card, artifact: { config, weights } }: StoredModel): DenseViT {
  if (config.moe !== undefined) throw notDenseError(card);
  if (isViT(config)) return { config, weights };
  throw new UnsupportedError(
    `Only a ViT is upcycled, and "${card.id}" is a ${config.architecture}.`,
    "Name a dense ViT or DeiT.",
  );
}

/** The model with only the data's classes, in the data's order. */
function forClasses({ card: stored }: StoredModel, vit: DenseViT, info: TrainSplit["info"]) {
  const { weights: _, ...card } = stored;
  const columns = scoredColumns(info.classes, card.classes);
  const { config, weights } = columns === undefined ? vit : withHeadColumns(vit, columns);
  const cut: Omit<ModelCard, "weights"> =
    columns === undefined
      ? { ...card, classes: [...info.classes], dataset: info.name }
      : {
          ...card,
          config,
          classes: [...info.classes],
          dataset: info.name,
          description: `${card.description} Its head knows the ${columns.length} classes of ${info.title}.`,
        };
  return { card: cut, config, weights };
}
