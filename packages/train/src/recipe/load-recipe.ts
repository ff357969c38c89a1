import path from "node:path";
import { check, InvalidValueError, vitConfigSchema, type MoeConfig } from "@vmoe-bench/contracts";
import type { z } from "zod";
import { beside, readRecipeFile, type RecipeFile } from "./recipe-file.ts";
import type { AuxiliaryRecipe, DenseRecipe, Recipe, VmoeRecipe } from "./recipe.ts";
import { auxiliaryRecipeSchema, denseRecipeSchema, vmoeRecipeSchema } from "./schema.ts";
import { superClassProblems, vmoeProblems, withoutPatches } from "./vmoe-problems.ts";

/**
 * Reads a recipe and, for a V-MoE or an auxiliary loss, those beside it that it names.
 * @param seed takes the place of the seed in the file, for all
 * @throws `file-not-readable`, InvalidValueError naming each wrong field
 */
export async function loadRecipe(file: string, { seed }: { seed?: number } = {}): Promise<Recipe> {
  const read = await readRecipeFile(file);
  switch (kindOf(read)) {
    case "dense":
      return denseRecipe(read, seed);
    case "auxiliary":
      return auxiliaryRecipe(read, seed);
    case "vmoe":
      return vmoeRecipe(read, seed);
  }
}

function kindOf({ fields }: RecipeFile): Recipe["kind"] {
  if (fields.auxiliary !== undefined) return "auxiliary";
  return fields.baseline !== undefined || fields.moe !== undefined ? "vmoe" : "dense";
}

function denseRecipe({ file, fields }: RecipeFile, seed: number | undefined): DenseRecipe {
  const { model, ...settings } = check(denseRecipeSchema, fields, file);
  return {
    kind: "dense",
    name: path.basename(file, ".json"),
    model,
    settings: seed === undefined ? settings : { ...settings, seed },
  };
}

/** The recipe that another names as its baseline, which lies beside it. */
async function readBaseline(
  file: string,
  name: string,
  kinds: readonly Recipe["kind"][],
): Promise<RecipeFile> {
  const baseline = await readRecipeFile(beside(file, "baseline", name));
  if (!kinds.includes(kindOf(baseline)))
    throw new InvalidValueError(file, [`"baseline": ${name} is not a dense ViT's recipe`]);
  return baseline;
}

async function auxiliaryRecipe(
  { file, fields }: RecipeFile,
  seed: number | undefined,
): Promise<AuxiliaryRecipe> {
  const own = check(auxiliaryRecipeSchema, fields, file);
  const baseline = denseRecipe(await readBaseline(file, own.baseline, ["dense"]), seed);
  const { model, settings } = baseline;
  const moe = { ...own.auxiliary, k: 1, routing: "image", gate: "normalized" };
  const { moe: head } = check(vitConfigSchema, { ...model, moe }, file);
  if (head === undefined) throw new InvalidValueError(file, [`"auxiliary": it is missing`]);
  const problems = [
    ...superClassProblems(head, model.classes, "auxiliary"),
    ...withoutPatches(head, 0, settings),
  ];
  if (problems.length > 0) throw new InvalidValueError(file, problems);
  const name = path.basename(file, ".json");
  const router = { ...own.router, routeByLabel: 0 };
  return { kind: "auxiliary", name, model, settings, baseline, router, head };
}

async function vmoeRecipe(
  { file, fields }: RecipeFile,
  seed: number | undefined,
): Promise<VmoeRecipe> {
  const own = check(vmoeRecipeSchema, fields, file);
  const read = await readBaseline(file, own.baseline, ["dense", "auxiliary"]);
  const baseline =
    kindOf(read) === "dense" ? denseRecipe(read, seed) : await auxiliaryRecipe(read, seed);

  const { moe, ...model } = check(vitConfigSchema, { ...baseline.model, moe: own.moe }, file);
  if (moe === undefined) throw new InvalidValueError(file, [`"moe": it is missing`]);
  const startEpoch = own.startEpoch ?? 0;
  const { settings } = baseline;
  const problems = vmoeProblems(own, moe, model.classes, settings, startEpoch);
  if (startEpoch > 0 && !settings.keepEpochs.includes(startEpoch))
    problems.unshift(
      `"startEpoch": ${startEpoch} is not one of the "keepEpochs" of ${own.baseline}`,
    );
  if (baseline.kind === "auxiliary") problems.push(...otherRouter(own, moe, baseline));
  if (problems.length > 0) throw new InvalidValueError(file, problems);
  return {
    kind: "vmoe",
    name: path.basename(file, ".json"),
    model: { ...model, moe },
    settings: baseline.settings,
    baseline,
    router: own.router,
    expertDropout: own.expertDropout,
    expertRate: own.expertRate,
    routerWarmUp: own.routerWarmUp,
    startEpoch,
  };
}

/** A V-MoE that starts from an auxiliary loss keeps its router, which must have learned the same. */
function otherRouter(
  { router, routerWarmUp, startEpoch, baseline: name }: z.output<typeof vmoeRecipeSchema>,
  moe: MoeConfig,
  { head, router: learned }: AuxiliaryRecipe,
): string[] {
  const problems: string[] = [];
  if (startEpoch === undefined)
    problems.push(`"startEpoch": it is missing; from scratch the "baseline" is the dense recipe`);
  if (routerWarmUp !== undefined)
    problems.push(`"routerWarmUp": the router of ${name} has learned already`);
  for (const field of ["experts", "layers", "reads", "routing"] as const)
    if (moe[field] !== head[field])
      problems.push(`"moe.${field}": ${moe[field]} is not the ${head[field]} of ${name}`);
  if (router.kind !== "super-classes")
    return [...problems, `"router.kind": ${router.kind} is not the ${learned.kind} of ${name}`];
  for (const field of ["from", "clustering", "confusion"] as const)
    if (router[field] !== learned[field])
      problems.push(`"router.${field}": ${router[field]} is not the ${learned[field]} of ${name}`);
  return problems;
}
